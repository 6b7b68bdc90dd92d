using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>Antialiased bicubic reduction of pictures on the host.</summary>
internal static class BicubicReduction
{
    /// <summary>Reduces both sides by a scale that divides them.</summary>
    public static PlanarImage Apply(PlanarImage image, int scale) =>
        HostResizer.Resize(image, ResizeTaps.Reduce(image.Height, scale), ResizeTaps.Reduce(image.Width, scale));

    /// <summary>Rejects pictures that the scale does not divide.</summary>
    /// <exception cref="SamplerException">It does not.</exception>
    public static void RequireDivisible(PlanarImage image, int scale)
    {
        if (image.Height % scale != 0 || image.Width % scale != 0)
        {
            throw new SamplerException(
                $"the picture is {image.Width} x {image.Height} pixels, and a scale of {scale} does not divide both sides: crop it to "
                + $"{image.Width / scale * scale} x {image.Height / scale * scale} first");
        }
    }
}
