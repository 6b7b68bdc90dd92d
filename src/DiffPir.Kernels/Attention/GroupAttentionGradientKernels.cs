using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Gradient of attention for GPUs of any vendor, for any number of channels a head; formula in <see cref="AttentionGradientNode"/>, passes
/// and statistics as in <see cref="AttentionGradientKernels"/>. A group of 256 work-items computes the sums of 64 queries, or 64 keys, x 64
/// channels of a head, 4 x 4 a work-item. For each block of 64 keys, or queries: scores and products of gradient and values in registers,
/// from slabs of 32 channels in shared memory; p or ds, through shared memory, times slabs of 32 pixels. Heads wider than 64 channels take
/// several groups, each of which computes the scores again. 34 KiB of shared memory; ptxas: no spills.
/// </summary>
internal static class GroupAttentionGradientKernels
{
    /// <summary>Bytes of shared memory of a group.</summary>
    public const int LocalBytes = sizeof(float) * ((2 * Slab * Row) + (Block * Row));

    private const int Block = AttentionSlabs.Block;
    private const int Slab = AttentionSlabs.Rows;
    private const int Row = AttentionSlabs.Row;

    /// <summary>dq. Grid: (ceil(pixels / 64), heads * ceil(channels of a head / 64), N).</summary>
    [Kernel]
    public static void Queries(
        ArrayView<float> gradient, ArrayView<float> qkv, ArrayView<float> statistics, ArrayView<float> y, AttentionGradientArguments a)
    {
        var left = SharedMemory.Allocate<Float4>(Slab * Row / 4);
        var right = SharedMemory.Allocate<Float4>(Slab * Row / 4);
        var changes = SharedMemory.Allocate<Float4>(Block * Row / 4); // ds [key][query]

        int slices = (a.HeadChannels + Block - 1) / Block, head = Grid.IdxY / slices, firstChannel = (Grid.IdxY - (head * slices)) * Block;
        int firstQuery = Grid.IdxX * Block, row = AttentionSlabs.CellRow, column = AttentionSlabs.Column;
        int q = a.Qkv.At(Grid.IdxZ, 0, 0) + (head * a.HeadStride), g = a.Gradient.At(Grid.IdxZ, 0, 0) + (head * a.HeadChannels);
        int statistic = ((((Grid.IdxZ * a.Heads) + head) * AttentionGradientKernels.StatisticRows * a.PaddedLength) + firstQuery + (4 * row)) / 4;
        var maximum = statistics.Cast<Float4>()[statistic];
        var reciprocal = statistics.Cast<Float4>()[statistic + (a.PaddedLength / 4)];
        var d = statistics.Cast<Float4>()[statistic + (2 * a.PaddedLength / 4)];

        Float4 o0 = default, o1 = default, o2 = default, o3 = default;
        for (int first = 0; first < a.Length; first += Block)
        {
            Float4 s0 = default, s1 = default, s2 = default, s3 = default, p0 = default, p1 = default, p2 = default, p3 = default;
            for (int channel = 0; channel < a.HeadChannels; channel += Slab)
            {
                LoadChannels(qkv, left, q + channel, a.Qkv.Pixel, firstQuery, channel, a);
                LoadChannels(qkv, right, q + a.KeyOffset + channel, a.Qkv.Pixel, first, channel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(left, 0, right, ref s0, ref s1, ref s2, ref s3);
                LocalBarrier.Wait();
                LoadChannels(gradient, left, g + channel, a.Gradient.Pixel, firstQuery, channel, a);
                LoadChannels(qkv, right, q + a.ValueOffset + channel, a.Qkv.Pixel, first, channel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(left, 0, right, ref p0, ref p1, ref p2, ref p3);
                LocalBarrier.Wait();
            }

            Replace(ref s0, ref p0, maximum.A, reciprocal.A, d.A, a);
            Replace(ref s1, ref p1, maximum.B, reciprocal.B, d.B, a);
            Replace(ref s2, ref p2, maximum.C, reciprocal.C, d.C, a);
            Replace(ref s3, ref p3, maximum.D, reciprocal.D, d.D, a);
            Store(changes, column, row, p0, p1, p2, p3, a.Length - first - (4 * column));
            for (int slab = 0; slab < Block; slab += Slab)
            {
                LoadPixels(qkv, right, q + a.KeyOffset, a.Qkv.Pixel, first + slab, firstChannel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(changes, slab, right, ref o0, ref o1, ref o2, ref o3);
                LocalBarrier.Wait();
            }
        }

        Write(y, head * a.HeadStride, firstQuery + (4 * row), firstChannel + (4 * column), o0, o1, o2, o3, a);
    }

    /// <summary>dk and dv. Grid: (ceil(pixels / 64), heads * ceil(channels of a head / 64), N).</summary>
    [Kernel]
    public static void Keys(
        ArrayView<float> gradient, ArrayView<float> qkv, ArrayView<float> statistics, ArrayView<float> y, AttentionGradientArguments a)
    {
        var left = SharedMemory.Allocate<Float4>(Slab * Row / 4);
        var right = SharedMemory.Allocate<Float4>(Slab * Row / 4);
        var weights = SharedMemory.Allocate<Float4>(Block * Row / 4); // p, then ds [query][key]

        int slices = (a.HeadChannels + Block - 1) / Block, head = Grid.IdxY / slices, firstChannel = (Grid.IdxY - (head * slices)) * Block;
        int firstKey = Grid.IdxX * Block, row = AttentionSlabs.CellRow, column = AttentionSlabs.Column;
        int q = a.Qkv.At(Grid.IdxZ, 0, 0) + (head * a.HeadStride), g = a.Gradient.At(Grid.IdxZ, 0, 0) + (head * a.HeadChannels);
        int statistic = ((((Grid.IdxZ * a.Heads) + head) * AttentionGradientKernels.StatisticRows * a.PaddedLength) + (4 * column)) / 4;

        Float4 k0 = default, k1 = default, k2 = default, k3 = default, v0 = default, v1 = default, v2 = default, v3 = default;
        for (int first = 0; first < a.Length; first += Block)
        {
            Float4 s0 = default, s1 = default, s2 = default, s3 = default, p0 = default, p1 = default, p2 = default, p3 = default;
            for (int channel = 0; channel < a.HeadChannels; channel += Slab)
            {
                LoadChannels(qkv, left, q + a.KeyOffset + channel, a.Qkv.Pixel, firstKey, channel, a);
                LoadChannels(qkv, right, q + channel, a.Qkv.Pixel, first, channel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(left, 0, right, ref s0, ref s1, ref s2, ref s3);
                LocalBarrier.Wait();
                LoadChannels(qkv, left, q + a.ValueOffset + channel, a.Qkv.Pixel, firstKey, channel, a);
                LoadChannels(gradient, right, g + channel, a.Gradient.Pixel, first, channel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(left, 0, right, ref p0, ref p1, ref p2, ref p3);
                LocalBarrier.Wait();
            }

            var maximum = statistics.Cast<Float4>()[statistic + (first / 4)];
            var reciprocal = statistics.Cast<Float4>()[statistic + ((a.PaddedLength + first) / 4)];
            var d = statistics.Cast<Float4>()[statistic + (((2 * a.PaddedLength) + first) / 4)];
            Replace(ref s0, ref p0, maximum, reciprocal, d, a);
            Replace(ref s1, ref p1, maximum, reciprocal, d, a);
            Replace(ref s2, ref p2, maximum, reciprocal, d, a);
            Replace(ref s3, ref p3, maximum, reciprocal, d, a);
            int valid = a.Length - first - (4 * column);
            Store(weights, column, row, s0, s1, s2, s3, valid);
            for (int slab = 0; slab < Block; slab += Slab)
            {
                LoadPixels(gradient, right, g, a.Gradient.Pixel, first + slab, firstChannel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(weights, slab, right, ref v0, ref v1, ref v2, ref v3);
                LocalBarrier.Wait();
            }

            Store(weights, column, row, p0, p1, p2, p3, valid);
            for (int slab = 0; slab < Block; slab += Slab)
            {
                LoadPixels(qkv, right, q, a.Qkv.Pixel, first + slab, firstChannel, a);
                LocalBarrier.Wait();
                AttentionSlabs.Multiply(weights, slab, right, ref k0, ref k1, ref k2, ref k3);
                LocalBarrier.Wait();
            }
        }

        int to = head * a.HeadStride, key = firstKey + (4 * row), output = firstChannel + (4 * column);
        Write(y, to + a.KeyOffset, key, output, k0, k1, k2, k3, a);
        Write(y, to + a.ValueOffset, key, output, v0, v1, v2, v3, a);
    }

    private static void LoadChannels(
        ArrayView<float> x, ArrayView<Float4> to, int from, int stride, int firstPixel, int firstChannel, AttentionGradientArguments a) =>
        AttentionSlabs.LoadTransposed(
            x, to.Cast<float>(), from + (firstPixel * stride), stride, a.Length - firstPixel, a.HeadChannels - firstChannel);

    private static void LoadPixels(
        ArrayView<float> x, ArrayView<Float4> to, int from, int stride, int firstPixel, int firstChannel, AttentionGradientArguments a) =>
        AttentionSlabs.Load(
            x, to.Cast<float>(), from + (firstPixel * stride) + firstChannel, stride, a.Length - firstPixel, a.HeadChannels - firstChannel);

    // Of one query: scores become p, and products of gradient and values become ds.
    private static void Replace(ref Float4 s, ref Float4 p, float maximum, float reciprocal, float d, AttentionGradientArguments a)
    {
        Replace(ref s.A, ref p.A, maximum, reciprocal, d, a.Scale);
        Replace(ref s.B, ref p.B, maximum, reciprocal, d, a.Scale);
        Replace(ref s.C, ref p.C, maximum, reciprocal, d, a.Scale);
        Replace(ref s.D, ref p.D, maximum, reciprocal, d, a.Scale);
    }

    // The same for four queries.
    private static void Replace(ref Float4 s, ref Float4 p, Float4 maximum, Float4 reciprocal, Float4 d, AttentionGradientArguments a)
    {
        Replace(ref s.A, ref p.A, maximum.A, reciprocal.A, d.A, a.Scale);
        Replace(ref s.B, ref p.B, maximum.B, reciprocal.B, d.B, a.Scale);
        Replace(ref s.C, ref p.C, maximum.C, reciprocal.C, d.C, a.Scale);
        Replace(ref s.D, ref p.D, maximum.D, reciprocal.D, d.D, a.Scale);
    }

    private static void Replace(ref float s, ref float p, float maximum, float reciprocal, float d, float scale)
    {
        s = ScalarMath.Exp((scale * s) - maximum) * reciprocal;
        p = scale * s * (p - d);
    }

    // A cell, transposed: columns, of which some are valid, become rows. The others become zeros: what they hold may be no number.
    private static void Store(ArrayView<Float4> tile, int column, int row, Float4 v0, Float4 v1, Float4 v2, Float4 v3, int valid)
    {
        int to = (4 * column * Row / 4) + row;
        tile[to] = valid > 0 ? new() { A = v0.A, B = v1.A, C = v2.A, D = v3.A } : default;
        tile[to + (Row / 4)] = valid > 1 ? new() { A = v0.B, B = v1.B, C = v2.B, D = v3.B } : default;
        tile[to + (2 * Row / 4)] = valid > 2 ? new() { A = v0.C, B = v1.C, C = v2.C, D = v3.C } : default;
        tile[to + (3 * Row / 4)] = valid > 3 ? new() { A = v0.D, B = v1.D, C = v2.D, D = v3.D } : default;
    }

    private static void Write(
        ArrayView<float> y, int offset, int pixel, int channel, Float4 v0, Float4 v1, Float4 v2, Float4 v3, AttentionGradientArguments a)
    {
        int to = a.Y.At(Grid.IdxZ, 0, pixel) + offset + channel, pixels = a.Length - pixel, channels = a.HeadChannels - channel;
        Float4.WriteHead(y, to, pixels > 0 ? channels : 0, v0);
        Float4.WriteHead(y, to + a.Y.Pixel, pixels > 1 ? channels : 0, v1);
        Float4.WriteHead(y, to + (2 * a.Y.Pixel), pixels > 2 ? channels : 0, v2);
        Float4.WriteHead(y, to + (3 * a.Y.Pixel), pixels > 3 ? channels : 0, v3);
    }
}
