using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>Makes measurements of whole pictures, with a choice of what a blur sees beyond their edges.</summary>
internal static class Degrader
{
    /// <summary>Degrades a picture.</summary>
    /// <param name="clean">The picture.</param>
    /// <param name="degradation">What happens to it.</param>
    /// <param name="kernel">The blur in <paramref name="degradation"/>, or null.</param>
    /// <param name="boundary">What the blur sees beyond the edges.</param>
    /// <param name="noiseLevel">Standard deviation of the noise in grey levels.</param>
    /// <param name="seed">Chooses the noise.</param>
    public static PlanarImage Run(
        PlanarImage clean, Degradation degradation, BlurKernel? kernel, BoundaryHandling boundary, double noiseLevel, ulong seed)
    {
        if (kernel is null || boundary == BoundaryHandling.Periodic)
        {
            return degradation.Degrade(clean, noiseLevel, seed);
        }

        // The operators are periodic: a mirrored margin as wide as the kernel reaches, cut off again, keeps the opposite edge out.
        var scale = degradation.Scale;
        int rows = Margin(kernel.Height, scale), columns = Margin(kernel.Width, scale);
        return degradation.Degrade(clean.PadReflect(rows * scale, columns * scale, rows * scale, columns * scale), noiseLevel, seed)
            .Crop(rows, columns, clean.Height / scale, clean.Width / scale);
    }

    /// <summary>Pixels of the result that half a kernel reaches over.</summary>
    private static int Margin(int side, int scale) => ((side / 2) + scale) / scale;
}
