using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Attention for GPUs of any vendor, formula and layouts as in <see cref="AttentionKernels"/>, any number of channels a head.
/// A group of 256 work-items computes 64 queries x 64 output channels of a head. For each block of 64 keys: scores in registers, 4 x 4 a
/// work-item, from slabs of 32 channels of queries and keys in shared memory; then their softmax, streamed, in shared memory, four
/// work-items a query; then the weighted sum of values, 4 x 4 a work-item, from slabs of 32 keys. Heads wider than 64 channels take
/// several groups, each of which computes the scores again. 37 KiB of shared memory; ptxas: no spills.
/// </summary>
internal static class GroupAttentionKernels
{
    /// <summary>Bytes of shared memory of a group; the gradient's kernels take less.</summary>
    public const int LocalBytes = sizeof(float) * ((2 * Slab * Row) + (Block * Row) + (2 * Parts * Block) + Block);

    private const int Block = AttentionSlabs.Block;
    private const int Slab = AttentionSlabs.Rows;
    private const int Row = AttentionSlabs.Row;

    // Work-items that share a query's softmax.
    private const int Parts = AttentionSlabs.Parts;

    private const float MinusInfinity = -3e38f;

    /// <summary>Grid: (ceil(pixels / 64), heads * ceil(channels of a head / 64), N).</summary>
    [Kernel]
    public static void Attend(ArrayView<float> qkv, ArrayView<float> y, AttentionArguments a)
    {
        var queries = SharedMemory.Allocate<Float4>(Slab * Row / 4);
        var operands = SharedMemory.Allocate<Float4>(Slab * Row / 4); // keys, then values
        var weights = SharedMemory.Allocate<Float4>(Block * Row / 4); // [key][query]
        var statistics = SharedMemory.Allocate<Float4>(2 * Parts * Block / 4); // partial maxima, then partial sums
        var factors = SharedMemory.Allocate<Float4>(Block / 4);
        var weightScalars = weights.Cast<float>();
        var maxima = statistics.Cast<float>();
        var factorScalars = factors.Cast<float>();

        int t = Group.IdxX, slices = (a.HeadChannels + Block - 1) / Block, head = Grid.IdxY / slices;
        int firstQuery = Grid.IdxX * Block, firstChannel = (Grid.IdxY - (head * slices)) * Block;
        int q = a.Qkv.At(Grid.IdxZ, 0, 0) + (head * a.HeadStride);

        // In the 64 x 64 tiles: queries from 4 * row, keys or channels from 4 * column.
        int column = AttentionSlabs.Column, row = AttentionSlabs.CellRow;

        // In the softmax: this query and a quarter of the keys.
        int query = t % Block, firstKey = t / Block * (Block / Parts);
        float maximum = MinusInfinity, total = 0f;
        Float4 o0 = default, o1 = default, o2 = default, o3 = default;
        for (int first = 0; first < a.Length; first += Block)
        {
            Float4 s0 = default, s1 = default, s2 = default, s3 = default;
            for (int channel = 0; channel < a.HeadChannels; channel += Slab)
            {
                LocalBarrier.Wait();
                LoadTransposed(qkv, queries.Cast<float>(), a, q, firstQuery, channel);
                LoadTransposed(qkv, operands.Cast<float>(), a, q + a.KeyOffset, first, channel);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(queries, 0, operands, ref s0, ref s1, ref s2, ref s3);
            }

            int key = 4 * column, to = (key * Row / 4) + row, valid = a.Length - first - key;
            weights[to] = Scores(s0.A, s1.A, s2.A, s3.A, a.Scale, valid > 0);
            weights[to + (Row / 4)] = Scores(s0.B, s1.B, s2.B, s3.B, a.Scale, valid > 1);
            weights[to + (2 * Row / 4)] = Scores(s0.C, s1.C, s2.C, s3.C, a.Scale, valid > 2);
            weights[to + (3 * Row / 4)] = Scores(s0.D, s1.D, s2.D, s3.D, a.Scale, valid > 3);
            LocalBarrier.Wait();

            float top = MinusInfinity;
            for (int k = firstKey; k < firstKey + (Block / Parts); k++)
            {
                top = MathF.Max(top, weightScalars[(k * Row) + query]);
            }

            maxima[t] = top;
            LocalBarrier.Wait();
            top = MathF.Max(maximum, MathF.Max(
                MathF.Max(maxima[query], maxima[query + Block]), MathF.Max(maxima[query + (2 * Block)], maxima[query + (3 * Block)])));
            float sum = 0f, factor = ScalarMath.Exp(maximum - top);
            for (int k = firstKey; k < firstKey + (Block / Parts); k++)
            {
                float weight = ScalarMath.Exp(weightScalars[(k * Row) + query] - top);
                weightScalars[(k * Row) + query] = weight;
                sum += weight;
            }

            maxima[(Parts * Block) + t] = sum;
            if (t < Block)
            {
                factorScalars[query] = factor;
            }

            LocalBarrier.Wait();
            int sums = (Parts * Block) + query;
            total = (total * factor) + maxima[sums] + maxima[sums + Block] + maxima[sums + (2 * Block)] + maxima[sums + (3 * Block)];
            maximum = top;
            Scale(factors[row], ref o0, ref o1, ref o2, ref o3);
            for (int slab = 0; slab < Block; slab += Slab)
            {
                LocalBarrier.Wait();
                AttentionSlabs.Load(
                    qkv, operands.Cast<float>(), q + a.ValueOffset + ((first + slab) * a.Qkv.Pixel) + firstChannel, a.Qkv.Pixel,
                    a.Length - first - slab, a.HeadChannels - firstChannel);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(weights, slab, operands, ref o0, ref o1, ref o2, ref o3);
            }
        }

        LocalBarrier.Wait();
        if (t < Block)
        {
            factorScalars[query] = 1f / total;
        }

        LocalBarrier.Wait();
        Scale(factors[row], ref o0, ref o1, ref o2, ref o3);
        int output = firstChannel + (4 * column), at = firstQuery + (4 * row);
        Write(y, a, head, at, output, o0);
        Write(y, a, head, at + 1, output, o1);
        Write(y, a, head, at + 2, output, o2);
        Write(y, a, head, at + 3, output, o3);
    }

    private static void LoadTransposed(ArrayView<float> qkv, ArrayView<float> to, AttentionArguments a, int from, int firstPixel, int firstChannel) =>
        AttentionSlabs.LoadTransposed(
            qkv, to, from + (firstPixel * a.Qkv.Pixel) + firstChannel, a.Qkv.Pixel, a.Length - firstPixel, a.HeadChannels - firstChannel);

    private static Float4 Scores(float a, float b, float c, float d, float scale, bool valid) => new()
    {
        A = valid ? a * scale : MinusInfinity,
        B = valid ? b * scale : MinusInfinity,
        C = valid ? c * scale : MinusInfinity,
        D = valid ? d * scale : MinusInfinity,
    };

    private static void Scale(Float4 factors, ref Float4 o0, ref Float4 o1, ref Float4 o2, ref Float4 o3)
    {
        o0.Scale(factors.A);
        o1.Scale(factors.B);
        o2.Scale(factors.C);
        o3.Scale(factors.D);
    }

    private static void Write(ArrayView<float> y, AttentionArguments a, int head, int query, int channel, Float4 v)
    {
        if (query < a.Length)
        {
            Float4.WriteHead(
                y, a.Y.At(Grid.IdxZ, 0, query) + (head * a.HeadChannels) + channel, a.HeadChannels - channel, v);
        }
    }
}
