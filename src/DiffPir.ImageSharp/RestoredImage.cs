using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>A restored picture, and how it came to be.</summary>
/// <typeparam name="TPixel">Its pixels.</typeparam>
/// <param name="Image">The picture, with the metadata of the one it was made from; disposed with this.</param>
/// <param name="Job">Every value used, those that were left out included.</param>
/// <param name="Result">What the engine gave: the picture as floats, how well it explains the measurement, single draws, times.</param>
public sealed record RestoredImage<TPixel>(Image<TPixel> Image, RestorationJob Job, RestorationResult Result) : IDisposable
    where TPixel : unmanaged, IPixel<TPixel>
{
    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
