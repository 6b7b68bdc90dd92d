using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>Transparency follows a picture that is restored: it changes its size with it, and ends where holes are filled in.</summary>
public static class Opacity
{
    /// <summary>The least opacity of what is to be seen; less is a hole.</summary>
    public const float Seen = 0.5f;

    /// <summary>What is to be seen of a picture with transparent holes; null where it has none, or nothing else.</summary>
    /// <param name="alpha">Opacity, row by row; null for an opaque picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static PixelMask? Visible(float[]? alpha, int height, int width)
    {
        bool[] seen = [.. (alpha ?? []).Select(static opacity => opacity >= Seen)];
        return seen.Contains(true) && seen.Contains(false) ? new(height, width, seen) : null;
    }

    /// <summary>Resizes an opacity plane with a bicubic filter (antialiased when shrinking) and clamps it to [0,1].</summary>
    /// <param name="alpha">Opacity, row by row.</param>
    /// <param name="height">Rows of <paramref name="alpha"/>.</param>
    /// <param name="width">Columns of <paramref name="alpha"/>.</param>
    /// <param name="newHeight">Rows wanted, a multiple or a whole fraction of the rows.</param>
    /// <param name="newWidth">Columns wanted, likewise.</param>
    /// <exception cref="ArgumentException">A side is neither.</exception>
    public static float[] Resize(float[] alpha, int height, int width, int newHeight, int newWidth)
    {
        var plane = new PlanarImage(1, height, width, alpha);
        var resized = HostResizer.Resize(plane, Taps(height, newHeight), Taps(width, newWidth));
        return Array.ConvertAll(resized.Data, static value => Math.Clamp(value, 0f, 1f));
    }

    /// <summary>Opaque where a mask lets holes be filled in; null where nothing is transparent any more.</summary>
    /// <param name="alpha">Opacity, row by row; null for an opaque picture.</param>
    /// <param name="mask">What is known.</param>
    public static float[]? WithHolesFilled(float[]? alpha, PixelMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (alpha is null)
        {
            return null;
        }

        float[] filled = [.. alpha.Select((opacity, i) => mask.Known[i] ? opacity : 1f)];
        return Array.TrueForAll(filled, static opacity => opacity == 1f) ? null : filled;
    }

    private static ResizeTaps Taps(int length, int newLength) =>
        newLength >= length && newLength % length == 0 ? ResizeTaps.Enlarge(length, newLength / length, (1 - (newLength / length)) / 2.0)
        : newLength > 0 && length % newLength == 0 ? ResizeTaps.Reduce(length, length / newLength)
        : throw new ArgumentException($"{length} pixels cannot become {newLength}: neither is a multiple of the other", nameof(newLength));
}
