using System.Runtime.InteropServices;
using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp;

/// <summary>Pixels that go through a type whose levels lie one after another.</summary>
/// <typeparam name="TWork">That type.</typeparam>
/// <typeparam name="TLevel">Its levels.</typeparam>
/// <param name="levels">What a level means.</param>
/// <param name="bands">Levels of a pixel.</param>
/// <param name="hasAlpha">Whether the last one is its opacity.</param>
internal sealed class PixelLayout<TWork, TLevel>(PixelLevels<TLevel> levels, int bands, bool hasAlpha) : PixelLayout
    where TWork : unmanaged, IPixel<TWork>
    where TLevel : unmanaged
{
    /// <inheritdoc/>
    public override (PlanarImage Colour, float[]? Alpha) Read<TPixel>(Image<TPixel> image)
    {
        using var work = image.CloneAs<TWork>();
        var pixels = new TLevel[work.Width * work.Height * bands];
        work.CopyPixelDataTo(MemoryMarshal.Cast<TLevel, TWork>(pixels.AsSpan()));
        return levels.Unpack(pixels, work.Height, work.Width, bands, hasAlpha);
    }

    /// <inheritdoc/>
    public override Image<TPixel> Write<TPixel>(Configuration configuration, PlanarImage colour, float[]? alpha)
    {
        float[]? opacity = hasAlpha ? alpha ?? Opaque(colour) : null;
        var packed = levels.Pack(colour.RepeatChannel(bands - (hasAlpha ? 1 : 0)), opacity);
        using var work = Image.LoadPixelData(configuration, MemoryMarshal.Cast<TLevel, TWork>(packed), colour.Width, colour.Height);
        return work.CloneAs<TPixel>();
    }

    private static float[] Opaque(PlanarImage colour)
    {
        float[] alpha = new float[colour.Height * colour.Width];
        Array.Fill(alpha, 1f);
        return alpha;
    }
}
