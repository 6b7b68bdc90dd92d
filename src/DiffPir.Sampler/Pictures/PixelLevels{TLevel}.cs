namespace DiffPir.Sampler;

/// <summary>Between the pixels of a picture file or an image library, interleaved levels of a number format, and planes of floats.</summary>
/// <typeparam name="TLevel">The number format of a level.</typeparam>
/// <param name="toUnit">A level on [0,1].</param>
/// <param name="toLevel">The level nearest to a value of [0,1].</param>
public sealed class PixelLevels<TLevel>(Func<TLevel, float> toUnit, Func<float, TLevel> toLevel)
    where TLevel : unmanaged
{
    /// <summary>Pixels that one thread separates at a time.</summary>
    private const int StripPixels = 1 << 16;

    /// <summary>Separates colour and opacity.</summary>
    /// <param name="pixels">height * width * bands levels, row by row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="bands">Levels of a pixel.</param>
    /// <param name="hasAlpha">Whether the last level of a pixel is its opacity.</param>
    /// <returns>The colour, nominal [0,1], and the opacity, row by row; null for none.</returns>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public (PlanarImage Colour, float[]? Alpha) Unpack(TLevel[] pixels, int height, int width, int bands, bool hasAlpha)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var colour = new PlanarImage(bands - (hasAlpha ? 1 : 0), height, width);
        if (pixels.Length != height * width * bands)
        {
            throw new ArgumentException($"{width} x {height} pixels of {bands} levels are {height * width * bands}, not {pixels.Length}", nameof(pixels));
        }

        int plane = height * width, strips = (plane + StripPixels - 1) / StripPixels;
        float[]? alpha = hasAlpha ? new float[plane] : null;
        Parallel.For(0, strips, strip =>
        {
            for (int band = 0; band < bands; band++)
            {
                var target = band < colour.Channels ? colour.Plane(band) : alpha;
                for (int i = strip * StripPixels; i < Math.Min(plane, (strip + 1) * StripPixels); i++)
                {
                    target[i] = toUnit(pixels[(i * bands) + band]);
                }
            }
        });
        return (colour, alpha);
    }

    /// <summary>The pixels of a picture, interleaved. Values are clamped to [0,1] and rounded to the nearest level.</summary>
    /// <param name="colour">The colour; all values are finite.</param>
    /// <param name="alpha">The opacity, row by row; null for none.</param>
    public TLevel[] Pack(PlanarImage colour, float[]? alpha)
    {
        ArgumentNullException.ThrowIfNull(colour);
        int plane = colour.Height * colour.Width, bands = colour.Channels + (alpha is null ? 0 : 1);
        var pixels = new TLevel[plane * bands];
        for (int band = 0; band < bands; band++)
        {
            ReadOnlySpan<float> source = band < colour.Channels ? colour.Plane(band) : alpha;
            for (int i = 0, j = band; i < plane; i++, j += bands)
            {
                pixels[j] = toLevel(Math.Clamp(source[i], 0f, 1f));
            }
        }

        return pixels;
    }
}
