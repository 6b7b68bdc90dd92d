using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Gradient of attention for processors and heads of whole vectors; formula in <see cref="AttentionGradientNode"/>, passes and statistics as
/// in <see cref="AttentionGradientKernels"/>. A work-item, alone in its group, owns 4 queries or 4 keys of a head: scores against 64 keys or
/// queries are a register tile, from copies in which pixels are contiguous, and so are the products with gradient or values; the sums that
/// become dq, dk and dv are tiles as wide as TValue.
/// copies: [queries, keys, values, gradient][N][head][d][pixels padded to 64].
/// </summary>
internal static class TiledAttentionGradientKernels
{
    private const int Rows = AttentionKernels.QueryBlock;
    private const int Block = AttentionKernels.KeyBlock;
    private const float MinusInfinity = -3e38f;

    /// <summary>
    /// Copies the channels of all heads from an offset on so that pixels are contiguous. Elementwise over N * heads * d * padded length.
    /// </summary>
    [Kernel]
    public static void Transpose(ArrayView<float> x, ArrayView<float> copy, Map map, int headStride, int offset, AttentionGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index < (long)a.N * a.Heads * a.HeadChannels * a.PaddedLength)
        {
            int s = (int)(index % a.PaddedLength);
            long rest = index / a.PaddedLength;
            int c = (int)(rest % a.HeadChannels);
            rest /= a.HeadChannels;
            int head = (int)(rest % a.Heads), n = (int)(rest / a.Heads);
            copy[index] = s < a.Length ? x[map.At(n, 0, s) + (head * headStride) + offset + c] : 0f;
        }
    }

    /// <summary>Statistics and dq of 4 queries. Grid: (ceil(pixels / 4), heads, N).</summary>
    [Kernel(typeof(Tile4x4))]
    [Kernel(typeof(Tile4x2))]
    [Kernel(typeof(Tile4x1))]
    public static void Queries<TValue>(
        ArrayView<float> gradient,
        ArrayView<float> qkv,
        ArrayView<float> output,
        ArrayView<float> copies,
        ArrayView<float> statistics,
        ArrayView<float> y,
        AttentionGradientArguments a)
        where TValue : struct, ITile
    {
        int columns = 16 * default(TValue).Vectors, blocks = a.HeadChannels / columns;
        int firstQuery = Grid.IdxX * Rows, head = Grid.IdxY, n = Grid.IdxZ, valid = IntrinsicMath.Min(Rows, a.Length - firstQuery);
        int q = a.Qkv.At(n, 0, firstQuery) + (head * a.HeadStride), g = a.Gradient.At(n, 0, firstQuery) + (head * a.HeadChannels);
        int o = a.Output.At(n, 0, firstQuery) + (head * a.HeadChannels), keys = a.Qkv.At(n, 0, 0) + (head * a.HeadStride) + a.KeyOffset;
        int copy = a.N * a.Heads * a.HeadChannels * a.PaddedLength, own = ((n * a.Heads) + head) * a.HeadChannels * a.PaddedLength;
        int k = copy + own, v = (2 * copy) + own;
        int row = (((n * a.Heads) + head) * AttentionGradientKernels.StatisticRows * a.PaddedLength) + firstQuery;

        var scores = LocalMemory.Allocate<float>(Rows * Block);
        var products = LocalMemory.Allocate<float>(Rows * Block);
        var sums = LocalMemory.Allocate<float>(Rows * AttentionKernels.MaxHeadChannels);
        var maximum = LocalMemory.Allocate<float>(Rows);
        var reciprocal = LocalMemory.Allocate<float>(Rows);
        var d = LocalMemory.Allocate<float>(Rows);
        var lanes = LocalMemory.Allocate<float>(16);
        for (int i = 0; i < Rows; i++)
        {
            maximum[i] = MinusInfinity;
            reciprocal[i] = 0f;
            d[i] = 0f;
            for (int c = 0; c < a.HeadChannels && i < valid; c++)
            {
                d[i] = ScalarMath.Fma(gradient[g + (i * a.Gradient.Pixel) + c], output[o + (i * a.Output.Pixel) + c], d[i]);
            }
        }

        for (int first = 0; first < a.Length; first += Block)
        {
            Multiply(scores, qkv, q, a.Qkv.Pixel, copies, k + first, a);
            int present = IntrinsicMath.Min(Block, a.Length - first);
            for (int i = 0; i < Rows; i++)
            {
                float top = maximum[i], sum = 0f;
                for (int j = 0; j < present; j++)
                {
                    scores[(i * Block) + j] *= a.Scale;
                    top = MathF.Max(top, scores[(i * Block) + j]);
                }

                for (int j = present; j < Block; j++)
                {
                    scores[(i * Block) + j] = MinusInfinity;
                }

                Lane.Fill<Lanes16>(ref lanes[0], 0f);
                for (int j = 0; j < Block; j += 16)
                {
                    Lane.ExpAccumulate<Lanes16>(ref scores[(i * Block) + j], top, ref lanes[0]);
                }

                for (int j = 0; j < 16; j++)
                {
                    sum += lanes[j];
                }

                reciprocal[i] = (reciprocal[i] * ScalarMath.Exp(maximum[i] - top)) + sum;
                maximum[i] = top;
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            reciprocal[i] = 1f / reciprocal[i];
            if (i < valid)
            {
                statistics[row + i] = maximum[i];
                statistics[row + a.PaddedLength + i] = reciprocal[i];
                statistics[row + (2 * a.PaddedLength) + i] = d[i];
            }
        }

        for (int b = 0; b < blocks; b++)
        {
            Tile.Zero<TValue>(ref sums[b * Rows * columns]);
        }

        for (int first = 0; first < a.Length; first += Block)
        {
            Multiply(scores, qkv, q, a.Qkv.Pixel, copies, k + first, a);
            Multiply(products, gradient, g, a.Gradient.Pixel, copies, v + first, a);
            int present = IntrinsicMath.Min(Block, a.Length - first);
            for (int i = 0; i < Rows; i++)
            {
                float factor = a.Scale * reciprocal[i], mean = d[i], top = maximum[i];
                for (int j = 0; j < Block; j += 16)
                {
                    int at = (i * Block) + j;
                    Lane.Fill<Lanes16>(ref lanes[0], 0f);
                    Lane.AddScaled<Lanes16>(ref lanes[0], a.Scale, ref scores[at]);
                    Lane.Copy<Lanes16>(ref scores[at], ref lanes[0]);
                    Lane.ExpAccumulate<Lanes16>(ref scores[at], top, ref lanes[0]);
                    Lane.Fill<Lanes16>(ref lanes[0], -factor * mean);
                    Lane.AddScaled<Lanes16>(ref lanes[0], factor, ref products[at]);
                    Lane.Fill<Lanes16>(ref products[at], 0f);
                    Lane.AddProduct<Lanes16>(ref products[at], ref scores[at], ref lanes[0]);
                }
            }

            Accumulate<TValue>(sums, products, qkv, keys + (first * a.Qkv.Pixel), a.Qkv.Pixel, present, blocks);
        }

        Store<TValue>(y, a.Y.At(n, 0, firstQuery) + (head * a.HeadStride), a.Y.Pixel, sums, blocks, valid);
    }

    /// <summary>dk and dv of 4 keys. Grid: (ceil(pixels / 4), heads, N).</summary>
    [Kernel(typeof(Tile4x4))]
    [Kernel(typeof(Tile4x2))]
    [Kernel(typeof(Tile4x1))]
    public static void Keys<TValue>(
        ArrayView<float> gradient,
        ArrayView<float> qkv,
        ArrayView<float> copies,
        ArrayView<float> statistics,
        ArrayView<float> y,
        AttentionGradientArguments a)
        where TValue : struct, ITile
    {
        int columns = 16 * default(TValue).Vectors, blocks = a.HeadChannels / columns;
        int firstKey = Grid.IdxX * Rows, head = Grid.IdxY, n = Grid.IdxZ, valid = IntrinsicMath.Min(Rows, a.Length - firstKey);
        int queries = a.Qkv.At(n, 0, 0) + (head * a.HeadStride), gradients = a.Gradient.At(n, 0, 0) + (head * a.HeadChannels);
        int k = queries + (firstKey * a.Qkv.Pixel) + a.KeyOffset, v = queries + (firstKey * a.Qkv.Pixel) + a.ValueOffset;
        int copy = a.N * a.Heads * a.HeadChannels * a.PaddedLength, own = ((n * a.Heads) + head) * a.HeadChannels * a.PaddedLength;
        int g = (3 * copy) + own, row = ((n * a.Heads) + head) * AttentionGradientKernels.StatisticRows * a.PaddedLength;

        var scores = LocalMemory.Allocate<float>(Rows * Block);
        var products = LocalMemory.Allocate<float>(Rows * Block);
        var keys = LocalMemory.Allocate<float>(Rows * AttentionKernels.MaxHeadChannels);
        var values = LocalMemory.Allocate<float>(Rows * AttentionKernels.MaxHeadChannels);
        var lanes = LocalMemory.Allocate<float>(16);
        for (int b = 0; b < blocks; b++)
        {
            Tile.Zero<TValue>(ref keys[b * Rows * columns]);
            Tile.Zero<TValue>(ref values[b * Rows * columns]);
        }

        for (int first = 0; first < a.Length; first += Block)
        {
            Multiply(scores, qkv, k, a.Qkv.Pixel, copies, own + first, a);
            Multiply(products, qkv, v, a.Qkv.Pixel, copies, g + first, a);
            int present = IntrinsicMath.Min(Block, a.Length - first);
            for (int i = 0; i < Rows; i++)
            {
                for (int j = 0; j < Block; j += 16)
                {
                    int at = (i * Block) + j, statistic = row + first + j;
                    Lane.Fill<Lanes16>(ref lanes[0], 0f);
                    Lane.AddScaled<Lanes16>(ref lanes[0], a.Scale, ref scores[at]);
                    Lane.AddScaled<Lanes16>(ref lanes[0], -1f, ref statistics[statistic]);
                    Lane.ExpAccumulate<Lanes16>(ref lanes[0], 0f, ref scores[at]);
                    Lane.Fill<Lanes16>(ref scores[at], 0f);
                    Lane.AddProduct<Lanes16>(ref scores[at], ref lanes[0], ref statistics[statistic + a.PaddedLength]);
                    Lane.AddScaled<Lanes16>(ref products[at], -1f, ref statistics[statistic + (2 * a.PaddedLength)]);
                    Lane.Fill<Lanes16>(ref lanes[0], 0f);
                    Lane.AddProduct<Lanes16>(ref lanes[0], ref scores[at], ref products[at]);
                    Lane.Fill<Lanes16>(ref products[at], 0f);
                    Lane.AddScaled<Lanes16>(ref products[at], a.Scale, ref lanes[0]);
                }
            }

            Accumulate<TValue>(values, scores, gradient, gradients + (first * a.Gradient.Pixel), a.Gradient.Pixel, present, blocks);
            Accumulate<TValue>(keys, products, qkv, queries + (first * a.Qkv.Pixel), a.Qkv.Pixel, present, blocks);
        }

        int to = a.Y.At(n, 0, firstKey) + (head * a.HeadStride);
        Store<TValue>(y, to + a.KeyOffset, a.Y.Pixel, keys, blocks, valid);
        Store<TValue>(y, to + a.ValueOffset, a.Y.Pixel, values, blocks, valid);
    }

    // tile[i][j] = sum over channels of left[i][c] right[c][j], 4 rows against 64 columns.
    private static void Multiply(
        ArrayView<float> tile, ArrayView<float> left, int l, int stride, ArrayView<float> right, int r, AttentionGradientArguments a)
    {
        Tile.Zero<Tile4x4>(ref tile[0]);
        for (int c = 0; c < a.HeadChannels; c++)
        {
            Tile.Outer<Tile4x4, StoredSingle>(ref tile[0], ref left[l + c], stride, ref right[r + (c * a.PaddedLength)]);
        }
    }

    // sums[i][c] += sum over the first columns of tile[i][j] rows[j][c].
    private static void Accumulate<TValue>(
        ArrayView<float> sums, ArrayView<float> tile, ArrayView<float> rows, int from, int stride, int count, int blocks)
        where TValue : struct, ITile
    {
        int columns = 16 * default(TValue).Vectors;
        for (int b = 0; b < blocks; b++)
        {
            int at = from + (b * columns);
            for (int s = 0; s < count; s++)
            {
                Tile.Outer<TValue, StoredSingle>(ref sums[b * Rows * columns], ref tile[s], Block, ref rows[at]);
                at += stride;
            }
        }
    }

    private static void Store<TValue>(ArrayView<float> y, int to, int stride, ArrayView<float> sums, int blocks, int valid)
        where TValue : struct, ITile
    {
        int columns = 16 * default(TValue).Vectors;
        for (int b = 0; b < blocks; b++)
        {
            Tile.StoreRows<TValue>(ref y[to + (b * columns)], stride, ref sums[b * Rows * columns], valid);
        }
    }
}
