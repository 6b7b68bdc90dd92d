using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>A way to spoil photographs on which settings are measured; nothing is clipped or rounded, and edges are periodic.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Noise">Standard deviation of the noise in grey levels.</param>
/// <param name="Make">The degradation of a picture, by a seed.</param>
internal sealed record SpoiltTask(string Name, double Noise, Func<PlanarImage, ulong, Degradation> Make)
{
    private const double NoisyLevel = 12.75;

    /// <summary>The tasks with noise, then those without.</summary>
    public static IReadOnlyList<SpoiltTask> All { get; } =
    [
        new("Gaussian deblurring", NoisyLevel, static (_, _) => Gaussian),
        new("motion deblurring", NoisyLevel, static (_, seed) => Motion(seed)),
        new("super-resolution x4", NoisyLevel, static (_, _) => new SuperResolution(4)),
        new("Gaussian deblurring", 0, static (_, _) => Gaussian),
        new("motion deblurring", 0, static (_, seed) => Motion(seed)),
        new("super-resolution x4", 0, static (_, _) => new SuperResolution(4)),
        new("inpainting, half missing", 0, static (image, seed) => new Inpainting(PixelMask.Random(image.Height, image.Width, 0.5, seed))),
        new("inpainting, a box", 0, static (image, seed) => new Inpainting(PixelMask.Box(image.Height, image.Width, image.Height / 2, image.Width / 2, seed))),
    ];

    /// <summary>Those with noise.</summary>
    public static IReadOnlyList<SpoiltTask> Noisy { get; } = [.. All.Where(static task => task.Noise > 0)];

    private static Deblurring Gaussian => new Deblurring(BlurKernel.Gaussian(61, 3), BoundaryHandling.Periodic);

    /// <summary>Spoils photographs; the seed of each is its place among them.</summary>
    public SpoiltCase[] Spoil(IEnumerable<PlanarImage> photographs) =>
    [
        .. photographs.Select((photograph, i) =>
        {
            var degradation = Make(photograph, (ulong)i);
            return new SpoiltCase(photograph, degradation, degradation.Degrade(photograph, Noise, (ulong)i), Noise, (ulong)i);
        }),
    ];

    private static Deblurring Motion(ulong seed) => new Deblurring(BlurKernel.Motion(61, 0.5, seed), BoundaryHandling.Periodic);
}
