using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Gradient of attention; formula in <see cref="AttentionGradientNode"/>. No row of scores reaches memory: the first pass computes them for
/// every query and leaves their maximum, the reciprocal of the sum of their exponentials, and D; the others, dq by queries and dk and dv by
/// keys, compute them again with these numbers.
/// statistics: [N][head][maximum, reciprocal, D][pixels padded to 64].
/// Queries and keys here are for processors: a work-item holds a head's channels in private memory.
/// </summary>
internal static class AttentionGradientKernels
{
    /// <summary>Rows of statistics of a head.</summary>
    public const int StatisticRows = 3;

    private const float MinusInfinity = -3e38f;

    /// <summary>Statistics of a query and head a work-item. Elementwise over N * heads * pixels.</summary>
    [Kernel]
    public static void Statistics(
        ArrayView<float> gradient, ArrayView<float> qkv, ArrayView<float> output, ArrayView<float> statistics, AttentionGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= (long)a.N * a.Heads * a.Length)
        {
            return;
        }

        var place = HeadPixel.Of(index, a);
        int t = place.Pixel, head = place.Head, n = place.Image, from = place.From;
        int q = from + (t * a.Qkv.Pixel), g = a.Gradient.At(n, 0, t) + (head * a.HeadChannels), o = a.Output.At(n, 0, t) + (head * a.HeadChannels);
        float maximum = MinusInfinity, sum = 0f, d = 0f;
        for (int s = 0; s < a.Length; s++)
        {
            float score = a.Scale * Dot(qkv, q, qkv, from + a.KeyOffset + (s * a.Qkv.Pixel), a.HeadChannels);
            float top = MathF.Max(maximum, score);
            sum = (sum * ScalarMath.Exp(maximum - top)) + ScalarMath.Exp(score - top);
            maximum = top;
        }

        for (int c = 0; c < a.HeadChannels; c++)
        {
            d = ScalarMath.Fma(gradient[g + c], output[o + c], d);
        }

        int row = (((n * a.Heads) + head) * StatisticRows * a.PaddedLength) + t;
        statistics[row] = maximum;
        statistics[row + a.PaddedLength] = 1f / sum;
        statistics[row + (2 * a.PaddedLength)] = d;
    }

    /// <summary>dq, a query and head a work-item. Elementwise over N * heads * pixels.</summary>
    [Kernel]
    public static void Queries(
        ArrayView<float> gradient, ArrayView<float> qkv, ArrayView<float> statistics, ArrayView<float> y, AttentionGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= (long)a.N * a.Heads * a.Length)
        {
            return;
        }

        var place = HeadPixel.Of(index, a);
        int t = place.Pixel, head = place.Head, n = place.Image, from = place.From;
        int q = from + (t * a.Qkv.Pixel), g = a.Gradient.At(n, 0, t) + (head * a.HeadChannels);
        int row = (((n * a.Heads) + head) * StatisticRows * a.PaddedLength) + t;
        float maximum = statistics[row], reciprocal = statistics[row + a.PaddedLength], d = statistics[row + (2 * a.PaddedLength)];
        var sums = LocalMemory.Allocate<float>(AttentionKernels.MaxHeadChannels);
        Clear(sums, a.HeadChannels);
        for (int s = 0; s < a.Length; s++)
        {
            int k = from + a.KeyOffset + (s * a.Qkv.Pixel), v = from + a.ValueOffset + (s * a.Qkv.Pixel);
            float weight = ScalarMath.Exp((a.Scale * Dot(qkv, q, qkv, k, a.HeadChannels)) - maximum) * reciprocal;
            AddScaled(sums, a.Scale * weight * (Dot(gradient, g, qkv, v, a.HeadChannels) - d), qkv, k, a.HeadChannels);
        }

        int to = a.Y.At(n, 0, t) + (head * a.HeadStride);
        for (int c = 0; c < a.HeadChannels; c++)
        {
            y[to + c] = sums[c];
        }
    }

    /// <summary>dk and dv, a key and head a work-item. Elementwise over N * heads * pixels.</summary>
    [Kernel]
    public static void Keys(
        ArrayView<float> gradient, ArrayView<float> qkv, ArrayView<float> statistics, ArrayView<float> y, AttentionGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= (long)a.N * a.Heads * a.Length)
        {
            return;
        }

        var place = HeadPixel.Of(index, a);
        int s = place.Pixel, head = place.Head, n = place.Image, from = place.From;
        int k = from + a.KeyOffset + (s * a.Qkv.Pixel), v = from + a.ValueOffset + (s * a.Qkv.Pixel);
        int row = ((n * a.Heads) + head) * StatisticRows * a.PaddedLength, firstGradient = a.Gradient.At(n, 0, 0) + (head * a.HeadChannels);
        var keys = LocalMemory.Allocate<float>(AttentionKernels.MaxHeadChannels);
        var values = LocalMemory.Allocate<float>(AttentionKernels.MaxHeadChannels);
        Clear(keys, a.HeadChannels);
        Clear(values, a.HeadChannels);
        for (int t = 0; t < a.Length; t++)
        {
            int q = from + (t * a.Qkv.Pixel), g = firstGradient + (t * a.Gradient.Pixel);
            float weight = ScalarMath.Exp((a.Scale * Dot(qkv, q, qkv, k, a.HeadChannels)) - statistics[row + t])
                * statistics[row + a.PaddedLength + t];
            AddScaled(values, weight, gradient, g, a.HeadChannels);
            float change = a.Scale * weight * (Dot(gradient, g, qkv, v, a.HeadChannels) - statistics[row + (2 * a.PaddedLength) + t]);
            AddScaled(keys, change, qkv, q, a.HeadChannels);
        }

        int to = a.Y.At(n, 0, s) + (head * a.HeadStride);
        for (int c = 0; c < a.HeadChannels; c++)
        {
            y[to + a.KeyOffset + c] = keys[c];
            y[to + a.ValueOffset + c] = values[c];
        }
    }

    private static float Dot(ArrayView<float> left, int l, ArrayView<float> right, int r, int count)
    {
        float sum = 0f;
        for (int c = 0; c < count; c++)
        {
            sum = ScalarMath.Fma(left[l + c], right[r + c], sum);
        }

        return sum;
    }

    private static void AddScaled(ArrayView<float> sums, float factor, ArrayView<float> values, int from, int count)
    {
        for (int c = 0; c < count; c++)
        {
            sums[c] = ScalarMath.Fma(factor, values[from + c], sums[c]);
        }
    }

    private static void Clear(ArrayView<float> sums, int count)
    {
        for (int c = 0; c < count; c++)
        {
            sums[c] = 0f;
        }
    }
}
