namespace DiffPir.Sampler;

/// <summary>What a restoration takes where nobody says otherwise: the same in every program.</summary>
public static class RestorationDefaults
{
    /// <summary>The method that samples, for every degradation.</summary>
    public const string Method = DiffPirMethod.MethodName;

    /// <summary>
    /// The method that removes noise with the smallest error, in one or two evaluations of the prior, and around missing pixels, by a prior whose
    /// settings are known.
    /// </summary>
    public const string DenoisingMethod = PosteriorMeanMethod.MethodName;

    /// <summary>The method that fills in many scattered missing pixels with the smallest error, by a prior whose settings are known.</summary>
    public const string FillingMethod = DpirMethod.MethodName;

    /// <summary>The method that gives back what JPEG compression took.</summary>
    public const string JpegMethod = JpegMeanMethod.MethodName;

    /// <summary>
    /// Longest side of the tiles through which the prior looks at a large picture: published priors are trained on pictures of 256 pixels, and
    /// memory and attention of a network stay small. More than 512, so that sides of 1024 and 2048 pixels take few tiles.
    /// </summary>
    public const int Tile = 640;

    /// <summary>
    /// The same for methods that take a mean, of noise or of what JPEG compression left open: it comes out better than through larger ones. A network's
    /// normalisations average over all that it sees, and it was trained on small crops: the more it sees, the less they fit each part.
    /// </summary>
    public const int MeanTile = 320;

    // Scratches are scattered too, but few and long: there DiffPIR has the smaller error (bench, DiffPir.Photographs filling and damage --fill).
    private const double ManyMissing = 0.25;

    // In grey levels. Beyond it the mean, which knows how much noise the known pixels have, is ahead (filling; at 5 it is not, at 12.75 it is).
    private const double NoiseOfTheMean = 8;

    /// <summary>The method.</summary>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those of DiffPIR that suit the prior; null where nobody tells, as of the published ones.</param>
    /// <param name="isSampled">Whether a likely picture with texture is asked for, and not the mean of all.</param>
    public static string MethodFor(Degradation degradation, double noise, PriorSettings? settings, bool isSampled = false) => (degradation, isSampled) switch
    {
        (Denoising, false) => DenoisingMethod,
        (JpegCompression, false) => JpegMethod,
        (Inpainting { Mask: var mask }, false) when settings is not null && noise < NoiseOfTheMean && IsManyScattered(mask) => FillingMethod,
        (Inpainting, false) when settings is not null && noise > 0 => DenoisingMethod,
        _ => Method,
    };

    private static bool IsManyScattered(PixelMask mask) => mask.MissingShare >= ManyMissing && mask.IsScattered;

    /// <summary>The settings of the method that is taken where none is named.</summary>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those of DiffPIR that suit the prior; null where nobody tells, as of the published ones.</param>
    /// <param name="isSampled">Whether a likely picture with texture is asked for, and not the mean of all.</param>
    public static MethodOptions Options(Degradation degradation, double noise, PriorSettings? settings, bool isSampled = false) =>
        OptionsOf(MethodFor(degradation, noise, settings, isSampled), degradation, noise, settings);

    /// <summary>The settings of a method. Only DiffPIR and the mean have others than the published ones.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="degradation">What to undo.</param>
    /// <param name="noise">Standard deviation of the noise in grey levels.</param>
    /// <param name="settings">Those of DiffPIR that suit the prior; null where nobody tells, as of the published ones.</param>
    /// <exception cref="SamplerException">There is no such method.</exception>
    public static MethodOptions OptionsOf(string method, Degradation degradation, double noise, PriorSettings? settings)
    {
        var found = RestorationMethods.Find(method).Defaults(degradation, noise);
        if (found is PosteriorMeanOptions mean)
        {
            return settings?.ForMean(degradation) ?? mean;
        }

        if (found is not DiffPirOptions builtin)
        {
            return found;
        }

        if (settings is not null)
        {
            return settings.For(degradation, noise);
        }

        // The published balance of prior and measurement suits the published models; 20 steps and the last prediction suit people.
        var paper = DiffPirOptions.Paper(degradation);
        return builtin with { Lambda = paper.Lambda, Zeta = paper.Zeta, Tau = paper.Tau, Guess = paper.Guess, Coarse = paper.Coarse };
    }
}
