using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Everything that determines a restoration but the picture. It is the only place where settings are carried, and the only one where they are
/// checked.
/// </summary>
public sealed record RestorationJob
{
    /// <summary>The prior of <see cref="Prior"/> that is meant when none is named.</summary>
    public const string DefaultPrior = "builtin";

    /// <summary>What happened to the picture.</summary>
    public required Degradation Degradation { get; init; }

    /// <summary>Standard deviation of the measurement's noise in grey levels, 0 to 255; <see cref="AssumedNoise"/> reads it off a picture.</summary>
    public required double Noise { get; init; }

    /// <summary>The method, by the type of the record, and its settings; unless they are given, <see cref="RestorationDefaults"/>.</summary>
    public MethodOptions Options
    {
        get => field ?? RestorationDefaults.Options(Degradation, Noise, Prior == DefaultPrior ? PriorSettings.BuiltIn : null);
        init;
    }

    /// <summary>The prior, by a name that the engine can open.</summary>
    public string Prior { get; init; } = DefaultPrior;

    /// <summary>
    /// Longest side of the tiles through which the prior looks at a large picture, in pixels; null for the whole picture at once. No more than suits the
    /// method: where it takes the mean of what noise or JPEG compression left open, at most <see cref="RestorationDefaults.MeanTile"/>. Holes need to be
    /// seen whole, and sampling gains nothing by smaller ones.
    /// </summary>
    public int? Tile
    {
        get => field is > RestorationDefaults.MeanTile && Degradation is (Denoising or JpegCompression) && Options is (PosteriorMeanOptions or JpegMeanOptions)
            ? RestorationDefaults.MeanTile
            : field;
        init;
    } = RestorationDefaults.Tile;

    /// <summary>Chooses the noise of the method.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most pictures that are drawn.</summary>
    public const int MostDraws = 64;

    /// <summary>
    /// Likely pictures that are drawn, 1 to <see cref="MostDraws"/>: with more than one the result is their mean, and their spread tells what the
    /// measurement leaves open. Draw number i, from 0, is what the seed <see cref="Seed"/> + i gives by itself.
    /// </summary>
    public int Draws { get; init; } = 1;

    /// <summary>Checks everything that can be checked without the picture.</summary>
    /// <exception cref="SamplerException">Something does not fit; the message says what.</exception>
    public void Validate()
    {
        if (Degradation is null || string.IsNullOrEmpty(Prior))
        {
            throw new SamplerException("a job has a degradation and the name of a prior; one of them is missing");
        }

        if (!(Noise >= 0 && Noise <= Degradation.MostNoise))
        {
            throw new SamplerException($"the noise level is {Noise}; it is the standard deviation in grey levels, 0 to {Degradation.MostNoise}");
        }

        if (Draws is < 1 or > MostDraws)
        {
            throw new SamplerException($"{Draws} pictures are to be drawn; it must be 1 to {MostDraws}");
        }

        var options = Options; // where none are given, they are worked out anew each time
        options.Validate();
        var method = RestorationMethods.Find(options.Method);
        if (method.Objection(Degradation, options) is { } objection)
        {
            throw new SamplerException(objection);
        }

        if (method.NeedsGradient && options.Coarse is not null)
        {
            throw new SamplerException($"{options.Method} needs the gradient of the prior at the full resolution; leave {nameof(options.Coarse)} out");
        }
    }

    /// <summary>Checks, without a device, everything that can be known of a restoration before it is computed.</summary>
    /// <param name="picture">The measurement.</param>
    /// <param name="prior">What <see cref="Prior"/> is; a network that has been recognised will do.</param>
    /// <exception cref="SamplerException">Something does not fit; the message says what.</exception>
    public void Check(PlanarImage picture, IPriorTraits prior)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(prior);
        Validate();
        JobPlan.Check(this, picture, prior);
    }
}
