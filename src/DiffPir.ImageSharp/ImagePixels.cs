using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DiffPir.ImageSharp;

/// <summary>Pictures that keep what their file said and get other pixels.</summary>
internal static class ImagePixels
{
    /// <summary>A picture with the metadata of one and the pixels of another.</summary>
    public static Image<TPixel> Replace<TPixel>(Image<TPixel> image, Image<TPixel> pixels)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        // Resizing keeps the metadata and writes the new size into those that name it.
        var size = pixels.Size();
        var result = image.Size() == size ? image.Clone() : image.Clone(context => context.Resize(size, KnownResamplers.NearestNeighbor, compand: false));
        result.ProcessPixelRows(pixels, static (to, from) =>
        {
            for (int y = 0; y < to.Height; y++)
            {
                from.GetRowSpan(y).CopyTo(to.GetRowSpan(y));
            }
        });
        return result;
    }
}
