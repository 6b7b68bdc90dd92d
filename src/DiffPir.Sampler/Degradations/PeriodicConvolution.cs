using System.Numerics;
using System.Runtime.InteropServices;
using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>Periodic convolution of pictures on the host.</summary>
internal static class PeriodicConvolution
{
    /// <summary>result[y, x] = sum over k of kernel[k] image[y - k.row + origin, x - k.column + origin], indices modulo the size.</summary>
    public static PlanarImage Apply(PlanarImage image, BlurKernel kernel)
    {
        var result = new PlanarImage(image.Channels, image.Height, image.Width);
        for (int k = 0; k < kernel.Values.Length; k++)
        {
            float weight = kernel.Values[k];
            if (weight != 0)
            {
                AddShifted(result, image, weight, (k / kernel.Width) - kernel.OriginRow, (k % kernel.Width) - kernel.OriginColumn);
            }
        }

        return result;
    }

    private static void AddShifted(PlanarImage result, PlanarImage image, float weight, int down, int right)
    {
        int shift = Rounding.Modulo(right, image.Width);
        for (int c = 0; c < image.Channels; c++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                var from = image.Row(c, Rounding.Modulo(y - down, image.Height));
                var to = result.Row(c, y);
                AddScaled(to[shift..], from[..(image.Width - shift)], weight);
                AddScaled(to[..shift], from[(image.Width - shift)..], weight);
            }
        }
    }

    private static void AddScaled(Span<float> to, ReadOnlySpan<float> from, float weight)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(to);
        var sources = MemoryMarshal.Cast<float, Vector<float>>(from);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] += sources[i] * weight;
        }

        for (int i = vectors.Length * Vector<float>.Count; i < to.Length; i++)
        {
            to[i] += from[i] * weight;
        }
    }
}
