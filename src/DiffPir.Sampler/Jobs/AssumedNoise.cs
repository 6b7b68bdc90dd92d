using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>The noise to reckon with where nobody says how much there is.</summary>
/// <param name="Level">Standard deviation in grey levels, to a hundredth, the floor of JPEG compression included.</param>
/// <param name="IsRead">True where it was read off the picture; false where the picture is too small for that, and its rounding is all that is sure.</param>
public sealed record AssumedNoise(double Level, bool IsRead)
{
    /// <summary>
    /// What is assumed at least with a kernel that the picture contradicts, in grey levels: real camera shakes, noise of 0.3, are restored by their measured
    /// kernels 0.9 decibels better with it than with their noise (bench, DiffPir.Photographs known-kernel).
    /// </summary>
    private const double LeastWithRoughKernel = 1.5;

    private static readonly NoiseEstimate Unread = new([NoiseEstimate.Rounding]);

    /// <summary>The noise where a degradation is undone; none where holes are filled in, so that known pixels stay as they are.</summary>
    /// <param name="degradation">What to undo.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="noise">Its noise, asked for where it matters; where pixels are missing, that of the others is read instead.</param>
    /// <param name="jpeg">How it was compressed, null where it was not; asked for where it matters and the degradation does not tell.</param>
    /// <param name="found">The blur, where it was found out from the picture; null where it was told. The path of a camera is then not put
    /// to the test by what it was found from.</param>
    /// <exception cref="SamplerException">Noise is all there is to remove, and the picture is too small to read it off.</exception>
    public static AssumedNoise ToUndo(
        Degradation degradation, PlanarImage picture, Lazy<NoiseEstimate> noise, Lazy<JpegTables?> jpeg, BlurEstimate? found = null)
    {
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(jpeg);
        return degradation switch
        {
            Inpainting => new(0, IsRead: false),
            Denoising => ToRemove(NoiseEstimator.BeforeCompression(noise.Value, picture, null, jpeg.Value), jpeg.Value),
            JpegCompression compression => ToRemove(EstimateOrNone(), compression.Coding.Tables),
            Deblurring deblurring when found is not { Family: BlurFamily.Shake } => ToInvert(EstimateOrNone(), jpeg.Value).With(deblurring.Kernel, picture),
            { Scale: > 1 } => ToEnlarge(EstimateOrNone(), jpeg.Value),
            _ => ToInvert(EstimateOrNone(), jpeg.Value),
        };

        // What hides missing pixels has no noise, or another.
        NoiseEstimate? EstimateOrNone() => (NoiseEstimator.IsUnreadable(picture, degradation.KnownPixels), degradation.KnownPixels) switch
        {
            (true, _) => null,
            (_, { } known) => NoiseEstimator.Estimate(picture, known),
            _ => noise.Value,
        };
    }

    /// <summary>The noise where it is all there is to remove.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="jpeg">How it was compressed; null where it was not.</param>
    /// <exception cref="SamplerException">The picture is too small to read noise off it.</exception>
    public static AssumedNoise ToRemove(PlanarImage picture, JpegTables? jpeg) =>
        ToRemove(NoiseEstimator.BeforeCompression(NoiseEstimator.Estimate(picture), picture, null, jpeg), jpeg);

    /// <summary>The noise where it is all there is to remove.</summary>
    /// <param name="estimate">The picture's noise; null where it is too small to read.</param>
    /// <param name="jpeg">How it was compressed; null where it was not.</param>
    public static AssumedNoise ToRemove(NoiseEstimate? estimate, JpegTables? jpeg) =>
        new(Math.Round((estimate ?? Unread).LevelToAssume(jpeg), 2), estimate is not null);

    /// <summary>The noise where a reduction is undone.</summary>
    /// <param name="estimate">The picture's noise; null where it is too small to read.</param>
    /// <param name="jpeg">How it was compressed; null where it was not.</param>
    public static AssumedNoise ToEnlarge(NoiseEstimate? estimate, JpegTables? jpeg) =>
        new(Math.Round((estimate ?? Unread).LevelToEnlarge(jpeg), 2), estimate is not null);

    /// <summary>The noise where a blur is undone, which amplifies it.</summary>
    /// <param name="estimate">The picture's noise; null where it is too small to read.</param>
    /// <param name="jpeg">How it was compressed; null where it was not.</param>
    public static AssumedNoise ToInvert(NoiseEstimate? estimate, JpegTables? jpeg) =>
        new(Math.Round((estimate ?? Unread).LevelToInvert(jpeg), 2), estimate is not null);

    /// <summary>Whether more noise is assumed than there is, because the picture contradicts the kernel.</summary>
    public bool HasRoughKernel { get; private init; }

    /// <summary>The same with a kernel that was told, or measured: what it gets wrong has to pass for noise.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="picture">The picture.</param>
    public AssumedNoise With(BlurKernel kernel, PlanarImage picture)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(picture);
        return IsRead && Level < LeastWithRoughKernel && KernelTest.Contradicts(picture, kernel, Level)
            ? this with { Level = LeastWithRoughKernel, HasRoughKernel = true }
            : this;
    }
}
