using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Multi-head attention y_t = sum_s softmax_s(q_t . k_s / sqrt(d)) v_s with a streamed softmax (Milakov and Gimelshein): running maximum
/// m, running sum l and an accumulator that is rescaled whenever m grows, so that no row of scores reaches memory.
/// qkv: [N][pixel][3C] by its map; keys: [N][head][d][pixels padded to 64]; y: [N][pixel][C].
/// </summary>
internal static class AttentionKernels
{
    /// <summary>Keys a step of the tiled kernel handles.</summary>
    public const int KeyBlock = 64;

    /// <summary>Queries a work-item of the tiled kernel handles.</summary>
    public const int QueryBlock = 4;

    /// <summary>Largest head of either kernel.</summary>
    public const int MaxHeadChannels = 512;

    private const float MinusInfinity = -3e38f;

    /// <summary>Copies keys so that pixels are contiguous. Elementwise over N * heads * d * padded length.</summary>
    [Kernel]
    public static void TransposeKeys(ArrayView<float> qkv, ArrayView<float> keys, AttentionArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index < (long)a.N * a.Heads * a.HeadChannels * a.PaddedLength)
        {
            int s = (int)(index % a.PaddedLength);
            long rest = index / a.PaddedLength;
            int c = (int)(rest % a.HeadChannels);
            rest /= a.HeadChannels;
            int head = (int)(rest % a.Heads), n = (int)(rest / a.Heads);
            keys[index] = s < a.Length ? qkv[a.Qkv.At(n, 0, s) + (head * a.HeadStride) + a.KeyOffset + c] : 0f;
        }
    }

    /// <summary>
    /// For processors. A work-item, alone in its group, owns 4 queries of a head: scores against 64 keys as a register tile, then the
    /// weighted sum of values in tiles as wide as TValue. Grid: (ceil(pixels / 4), heads, N).
    /// </summary>
    [Kernel(typeof(Tile4x4))]
    [Kernel(typeof(Tile4x2))]
    [Kernel(typeof(Tile4x1))]
    public static void Tiled<TValue>(ArrayView<float> qkv, ArrayView<float> keys, ArrayView<float> y, AttentionArguments a)
        where TValue : struct, ITile
    {
        int columns = 16 * default(TValue).Vectors, blocks = a.HeadChannels / columns;
        int firstQuery = Grid.IdxX * QueryBlock, head = Grid.IdxY, n = Grid.IdxZ;
        int q = a.Qkv.At(n, 0, firstQuery) + (head * a.HeadStride);
        int v = a.Qkv.At(n, 0, 0) + (head * a.HeadStride) + a.ValueOffset;
        int k = ((n * a.Heads) + head) * a.HeadChannels * a.PaddedLength;

        var scores = LocalMemory.Allocate<float>(QueryBlock * KeyBlock);
        var output = LocalMemory.Allocate<float>(QueryBlock * MaxHeadChannels);
        var maximum = LocalMemory.Allocate<float>(QueryBlock);
        var sum = LocalMemory.Allocate<float>(QueryBlock);
        var factor = LocalMemory.Allocate<float>(QueryBlock);
        var lanes = LocalMemory.Allocate<float>(16);
        for (int i = 0; i < QueryBlock; i++)
        {
            maximum[i] = MinusInfinity;
            sum[i] = 0f;
        }

        for (int b = 0; b < blocks; b++)
        {
            Tile.Zero<TValue>(ref output[b * QueryBlock * columns]);
        }

        for (int first = 0; first < a.Length; first += KeyBlock)
        {
            Tile.Zero<Tile4x4>(ref scores[0]);
            for (int c = 0; c < a.HeadChannels; c++)
            {
                Tile.Outer<Tile4x4, StoredSingle>(ref scores[0], ref qkv[q + c], a.Qkv.Pixel, ref keys[k + (c * a.PaddedLength) + first]);
            }

            for (int i = 0; i < QueryBlock; i++)
            {
                factor[i] = a.Scale;
            }

            Tile.ScaleRows<Tile4x4>(ref scores[0], ref factor[0]);
            int valid = IntrinsicMath.Min(KeyBlock, a.Length - first);
            for (int i = 0; i < QueryBlock; i++)
            {
                int row = i * KeyBlock;
                for (int j = valid; j < KeyBlock; j++)
                {
                    scores[row + j] = MinusInfinity;
                }

                Lane.Copy<Lanes16>(ref lanes[0], ref scores[row]);
                Lane.Max<Lanes16>(ref lanes[0], ref scores[row + 16]);
                Lane.Max<Lanes16>(ref lanes[0], ref scores[row + 32]);
                Lane.Max<Lanes16>(ref lanes[0], ref scores[row + 48]);
                float top = maximum[i];
                for (int j = 0; j < 16; j++)
                {
                    top = MathF.Max(top, lanes[j]);
                }

                Lane.Fill<Lanes16>(ref lanes[0], 0f);
                Lane.ExpAccumulate<Lanes16>(ref scores[row], top, ref lanes[0]);
                Lane.ExpAccumulate<Lanes16>(ref scores[row + 16], top, ref lanes[0]);
                Lane.ExpAccumulate<Lanes16>(ref scores[row + 32], top, ref lanes[0]);
                Lane.ExpAccumulate<Lanes16>(ref scores[row + 48], top, ref lanes[0]);
                float added = 0f;
                for (int j = 0; j < 16; j++)
                {
                    added += lanes[j];
                }

                factor[i] = ScalarMath.Exp(maximum[i] - top);
                sum[i] = (sum[i] * factor[i]) + added;
                maximum[i] = top;
            }

            for (int b = 0; b < blocks; b++)
            {
                int tile = b * QueryBlock * columns, value = v + (first * a.Qkv.Pixel) + (b * columns);
                Tile.ScaleRows<TValue>(ref output[tile], ref factor[0]);
                for (int s = 0; s < valid; s++)
                {
                    Tile.Outer<TValue, StoredSingle>(ref output[tile], ref scores[s], KeyBlock, ref qkv[value]);
                    value += a.Qkv.Pixel;
                }
            }
        }

        for (int i = 0; i < QueryBlock; i++)
        {
            factor[i] = 1f / sum[i];
        }

        int to = a.Y.At(n, 0, firstQuery) + (head * a.HeadChannels);
        for (int b = 0; b < blocks; b++)
        {
            Tile.ScaleRows<TValue>(ref output[b * QueryBlock * columns], ref factor[0]);
            Tile.StoreRows<TValue>(ref y[to + (b * columns)], a.Y.Pixel, ref output[b * QueryBlock * columns], a.Length - firstQuery);
        }
    }

    /// <summary>
    /// For processors and heads whose channels are no multiple of 16: one work-item a query and head. Elementwise over N * heads * pixels.
    /// </summary>
    [Kernel]
    public static void OneQuery(ArrayView<float> qkv, ArrayView<float> y, AttentionArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= (long)a.N * a.Heads * a.Length)
        {
            return;
        }

        int t = (int)(index % a.Length);
        long rest = index / a.Length;
        int head = (int)(rest % a.Heads), n = (int)(rest / a.Heads);
        int q = a.Qkv.At(n, 0, t) + (head * a.HeadStride);
        int k = a.Qkv.At(n, 0, 0) + (head * a.HeadStride) + a.KeyOffset;
        int v = a.Qkv.At(n, 0, 0) + (head * a.HeadStride) + a.ValueOffset;
        var output = LocalMemory.Allocate<float>(MaxHeadChannels);
        for (int c = 0; c < a.HeadChannels; c++)
        {
            output[c] = 0f;
        }

        float maximum = MinusInfinity, sum = 0f;
        for (int s = 0; s < a.Length; s++)
        {
            float score = 0f;
            for (int c = 0; c < a.HeadChannels; c++)
            {
                score = ScalarMath.Fma(qkv[q + c], qkv[k + c], score);
            }

            score *= a.Scale;
            float top = MathF.Max(maximum, score);
            float factor = ScalarMath.Exp(maximum - top), weight = ScalarMath.Exp(score - top);
            sum = (sum * factor) + weight;
            maximum = top;
            for (int c = 0; c < a.HeadChannels; c++)
            {
                output[c] = (output[c] * factor) + (weight * qkv[v + c]);
            }

            k += a.Qkv.Pixel;
            v += a.Qkv.Pixel;
        }

        int to = a.Y.At(n, 0, t) + (head * a.HeadChannels);
        for (int c = 0; c < a.HeadChannels; c++)
        {
            y[to + c] = output[c] / sum;
        }
    }
}
