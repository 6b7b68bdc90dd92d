using DiffPir.Sampler;

namespace DiffPir.Benchmarks.Restoring;

/// <summary>What is restored.</summary>
/// <param name="Task">Name of the task; with the name of the edges where the peer has others.</param>
/// <param name="PeerTask">What the published program calls it; null where it cannot do it.</param>
/// <param name="Degradation">The degradation of a picture of a side.</param>
internal sealed record RestorationCase(string Task, string? PeerTask, Func<int, Degradation> Degradation)
{
    private const int Scale = 4;

    /// <summary>The tasks that are timed.</summary>
    public static IReadOnlyList<RestorationCase> All { get; } =
    [
        new("deblurring, periodic", "deblurring", static _ => new Deblurring(BlurKernel.Gaussian(25, 1.6), BoundaryHandling.Periodic)),
        new("deblurring, unknown edges", "deblurring", static _ => new Deblurring(BlurKernel.Gaussian(25, 1.6))),
        new("deblurring, shake of 61", "deblurring", static _ => new Deblurring(BlurKernel.Motion(61, 0.5, 2))),
        new("super-resolution", "super-resolution", static _ => new SuperResolution(Scale)),
        new("inpainting", "inpainting", static side => new Inpainting(PixelMask.Random(side, side, 0.7, 0))),
    ];

    /// <summary>The measurement of a smooth picture of a side.</summary>
    public (Degradation Degradation, PlanarImage Measured) Measure(int side, double noise)
    {
        var picture = new PlanarImage(3, side, side);
        for (int i = 0; i < picture.Data.Length; i++)
        {
            int channel = i / (side * side), row = i / side % side, column = i % side;
            picture.Data[i] = 0.5f + (0.4f * MathF.Sin((0.1f * (channel + 1) * column) + (0.07f * row)));
        }

        var degradation = Degradation(side);
        return (degradation, degradation.Degrade(picture, noise, 0));
    }
}
