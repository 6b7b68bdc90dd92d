namespace DiffPir.Sampler.Estimation;

/// <summary>How much noise a picture holds.</summary>
/// <param name="Channels">Standard deviation in each channel, in grey levels of 0..255.</param>
public sealed record NoiseEstimate(IReadOnlyList<double> Channels)
{
    /// <summary>Standard deviation of the rounding to whole grey levels: less than this no file of eight bits can hold.</summary>
    public const double Rounding = 0.29;

    /// <summary>A photograph out of focus, noise 1, JPEG 90: restored to 23.5 dB with a level of 1, to 27.0 dB with 3.</summary>
    private const double LeastToInvertJpeg = 3;

    // Small pictures are full of detail, most of which their compression rounded to nothing: that errs by more than the rounding of what is kept.
    private const double FloorsToEnlarge = 3;

    /// <summary>Root mean square over the channels, in grey levels.</summary>
    public double Level => Math.Sqrt(Channels.Sum(static c => c * c) / Channels.Count);

    /// <summary>
    /// The level that a restoration should assume: what was read, at least the rounding, and what the JPEG compression took away on top
    /// of it (compression removes the very coefficients that noise is read from, so that a noisy JPEG looks clean here).
    /// </summary>
    /// <param name="jpeg">The tables the picture was compressed with, or null.</param>
    public double LevelToAssume(JpegTables? jpeg) => LevelOver(jpeg?.NoiseFloor ?? 0);

    /// <summary>
    /// The level to assume where a blur is undone, which amplifies what is assumed away: of a JPEG at least 3, because the high
    /// frequencies that compression took are gone altogether.
    /// </summary>
    /// <param name="jpeg">The tables the picture was compressed with, or null.</param>
    public double LevelToInvert(JpegTables? jpeg) => jpeg is null ? LevelToAssume(null) : Math.Max(LeastToInvertJpeg, LevelToAssume(jpeg));

    /// <summary>The level to assume where a reduction is undone: of a JPEG at least 3, and three times the floor.</summary>
    /// <param name="jpeg">The tables the picture was compressed with, or null.</param>
    public double LevelToEnlarge(JpegTables? jpeg) =>
        jpeg is null ? LevelToAssume(null) : Math.Max(LeastToInvertJpeg, LevelOver(FloorsToEnlarge * jpeg.NoiseFloor));

    private double LevelOver(double floor)
    {
        double read = Math.Max(Level, Rounding);
        return Math.Sqrt((read * read) + (floor * floor));
    }
}
