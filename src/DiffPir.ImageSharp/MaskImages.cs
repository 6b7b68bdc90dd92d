using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>Masks as pictures.</summary>
public static class MaskImages
{
    /// <summary>The mask that a picture shows: what is brighter than the middle is known, the rest is to be filled in; opacity is ignored.</summary>
    /// <param name="image">The picture, of the size of the one to be filled in.</param>
    /// <param name="whiteIsKnown">False where white marks what is to be filled in.</param>
    public static PixelMask ToPixelMask<TPixel>(this Image<TPixel> image, bool whiteIsKnown = true)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        var shades = PixelLayout.Of<TPixel>().Read(image).Colour.MeanOfChannels();
        return new PixelMask(shades.Height, shades.Width, [.. shades.Data.Select(shade => (shade >= 0.5f) == whiteIsKnown)]);
    }
}
