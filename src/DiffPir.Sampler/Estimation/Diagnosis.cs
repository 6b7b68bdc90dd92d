namespace DiffPir.Sampler.Estimation;

/// <summary>What is wrong with a photograph of which nothing is known.</summary>
/// <param name="Noise">Its noise.</param>
/// <param name="Jpeg">The tables of the JPEG it is or was, or null.</param>
/// <param name="Clipped">Share of pixels with a channel at black or white, 0 to 1: there the picture is a bound, not a value.</param>
/// <param name="Blur">Its blur; none where it is sharp.</param>
/// <param name="Damaged">Share of pixels that look like scratches or dust, 0 to 1.</param>
/// <param name="EnlargedBy">How many times it was enlarged before, or null where that does not show.</param>
public sealed record Diagnosis(NoiseEstimate Noise, JpegTables? Jpeg, double Clipped, BlurEstimate Blur, double Damaged, double? EnlargedBy)
{
    /// <summary>Less noise than this, in grey levels, and nobody sees it.</summary>
    public const double LeastNoise = 1.5;

    /// <summary>A smaller share of damage than this is what most scenes hold: cables, twigs, highlights.</summary>
    public const double LeastDamage = 0.01;

    /// <summary>
    /// What noise before a compression may be of what rounding hides for the rounding to matter more. Of photographs with noise of 10 and 16,
    /// quality 60 and 75, those above gain 0.5 to 5 dB by being taken for noisy rather than for compressed; those below, clean ones full of
    /// texture among them, lose up to 2 (bench, DiffPir.Photographs noisy-jpeg --each).
    /// </summary>
    private const double MostOfRounding = 2.75;

    /// <summary>True where scratches or dust are worth looking at.</summary>
    public bool IsDamaged => Damaged >= LeastDamage;

    /// <summary>The noise before the picture was compressed, as far as it shows.</summary>
    public NoiseEstimate NoiseBeforeCompression { get; private init; } = Noise;

    /// <summary>The noise level that a restoration should assume, in grey levels.</summary>
    public double NoiseToAssume => NoiseBeforeCompression.LevelToAssume(Jpeg);

    /// <summary>True where the picture is blurred, as sure as can be.</summary>
    public bool IsBlurred => Blur.IsSure;

    /// <summary>True where there is noise to remove.</summary>
    public bool IsNoisy => NoiseBeforeCompression.Level >= LeastNoise;

    /// <summary>True where compression took more than there was noise, and enough to see.</summary>
    public bool IsCompressed =>
        Jpeg is { NoiseFloor: >= LeastNoise } tables && tables.NoiseFloor >= Noise.Level && MostOfRounding * tables.NoiseFloor >= NoiseBeforeCompression.Level;

    /// <summary>Examines a picture.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="jpeg">The tables of the file it came from; where null, traces of an earlier compression are looked for.</param>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static Diagnosis Of(PlanarImage image, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        var noise = NoiseEstimator.Estimate(image);
        return Of(image, noise, jpeg ?? JpegHistory.Find(image));
    }

    /// <summary>Examines a picture whose noise and compression are known: its blur, and at the same time the rest.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="jpeg">The tables of the JPEG it is or was, or null.</param>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static Diagnosis Of(PlanarImage image, NoiseEstimate noise, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(noise);
        var blur = Task.Run(() => BlurEstimator.Estimate(image, noise.Level, jpeg));
        var rest = Of(image, noise, jpeg, new BlurEstimate(BlurFamily.None, 0, 0, 0, null));
        return rest with { Blur = blur.GetAwaiter().GetResult() };
    }

    /// <summary>Completes the diagnosis of a picture of which the costly part is known.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="jpeg">The tables of the JPEG it is or was, or null.</param>
    /// <param name="blur">Its blur.</param>
    public static Diagnosis Of(PlanarImage image, NoiseEstimate noise, JpegTables? jpeg, BlurEstimate blur)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(noise, jpeg, ClippedShare(image), blur, DamageFinder.Share(image), EnlargementEstimator.Estimate(image, jpeg))
        {
            NoiseBeforeCompression = NoiseEstimator.BeforeCompression(noise, image, null, jpeg),
        };
    }

    private static double ClippedShare(PlanarImage image)
    {
        int plane = image.Height * image.Width, clipped = 0;
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < image.Channels; c++)
            {
                if (image.Data[(c * plane) + i] is <= 0 or >= 1)
                {
                    clipped++;
                    break;
                }
            }
        }

        return (double)clipped / plane;
    }
}
