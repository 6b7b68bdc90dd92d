using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>Blur kernels as pictures.</summary>
public static class KernelImages
{
    /// <summary>The kernel that a picture shows: brightness is weight, scaled to sum 1; colours are averaged, opacity is ignored.</summary>
    /// <exception cref="ArgumentException">It is black, or too large for a kernel.</exception>
    public static BlurKernel ToBlurKernel<TPixel>(this Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        var weights = PixelLayout.Of<TPixel>().Read(image).Colour.MeanOfChannels();
        return BlurKernel.FromValues(weights.Height, weights.Width, weights.Data, normalize: true);
    }
}
