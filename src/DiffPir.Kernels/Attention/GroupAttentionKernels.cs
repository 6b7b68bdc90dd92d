using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// Attention for GPUs of any vendor, formula and layouts as in <see cref="AttentionKernels"/>, any number of channels a head.
/// A group of 256 work-items computes 16 queries x 64 output channels of a head: a map of 16 x 16 pixels with 8 heads then has 128 groups.
/// For each block of up to 256 keys: scores in registers, 4 keys x 4 queries a work-item, from slabs of 16 channels in shared memory, the
/// next slab on its way from memory meanwhile; their softmax, streamed from block to block, of which only the maxima pass through shared
/// memory; then the weighted sum of values, which come from memory straight to the one quarter of the group that needs them: each quarter
/// takes a quarter of the keys, 4 queries x 4 channels a work-item, and the four sums are added at the end in their order. Two barriers a
/// slab and three a block. Heads wider than 64 channels take several groups, each of which computes the scores again.
/// Replaced 64 queries a group and blocks of 64 keys with values through shared memory too: a quarter of the groups, 11 barriers for
/// every 64 keys, and each read of memory waited for before the next.
/// </summary>
internal static class GroupAttentionKernels
{
    /// <summary>Queries of a group.</summary>
    public const int Queries = 16;

    /// <summary>Output channels of a group.</summary>
    public const int Channels = 64;

    /// <summary>Work-items of a group.</summary>
    public const int GroupSize = 256;

    private const int Keys = 256;
    private const int Slab = 16;
    private const int Parts = 4;

    // Strides in units of 16 bytes, padded against bank conflicts: channels of keys, and 2 more after half a slab; channels of queries;
    // four keys of weights; columns of maxima.
    private const int KeyStride = (Keys / 4) + 1;
    private const int QueryStride = (Queries / 4) + 1;
    private const int WeightStride = Queries + 1;
    private const int MaximaStride = (Keys / 4) + 1;

    private const float MinusInfinity = -3e38f;

    /// <summary>
    /// T: <see cref="Lanes4"/> where the channels of a head are a multiple of 4, else <see cref="Lanes1"/>.
    /// Grid: (ceil(pixels / 16), heads * ceil(channels of a head / 64), N).
    /// </summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes4))]
    public static void Attend<T>(ArrayView<float> qkv, ArrayView<float> y, AttentionArguments a)
        where T : struct, ILanes
    {
        var tile = SharedMemory.Allocate<Float4>(Keys / 4 * WeightStride); // keys [channel][key], weights [key][query], then sums [part][query][channel]
        var queries = SharedMemory.Allocate<Float4>(Slab * QueryStride); // [channel][query]
        var columnMaxima = SharedMemory.Allocate<Float4>(Queries / 4 * MaximaStride); // [four queries][four keys], then totals [part][query]
        var partMaxima = SharedMemory.Allocate<Float4>(Keys / 4); // [16 keys][query]
        ArrayView<float> maximaScalars = columnMaxima.Cast<float>(), partScalars = partMaxima.Cast<float>();

        int t = Group.IdxX, slices = (a.HeadChannels + Channels - 1) / Channels, head = Grid.IdxY / slices;
        int firstQuery = Grid.IdxX * Queries, firstChannel = (Grid.IdxY - (head * slices)) * Channels;
        int q = a.Qkv.At(Grid.IdxZ, 0, 0) + (head * a.HeadStride);

        // Loading slabs: four channels of a query, and of every 64th key.
        int loadPixel = t / 4, loadChannel = 4 * (t & 3);
        int queryCount = t < 4 * Queries && firstQuery + loadPixel < a.Length ? a.HeadChannels - loadChannel : 0;
        int queryAt = q + ((firstQuery + loadPixel) * a.Qkv.Pixel) + loadChannel;
        int keyStore = (loadChannel * 4 * KeyStride) + ((loadChannel >> 3) * 8) + loadPixel;

        // Queries from 4 * row; keys from 4 * column, later channels from 4 * channels and every fourth block of 8 keys from the part's on.
        int row = (t / 8) & 3, column = (t & 7) + (8 * (t / 32)), channels = column & 15, part = t / 64;
        int output = firstChannel + (4 * channels), v = q + a.ValueOffset + output;
        Float4 maximum = Splat(MinusInfinity), total = default;
        Sums4x4 sums = default;
        for (int first = 0; first < a.Length; first += Keys)
        {
            int present = IntrinsicMath.Min(Keys, a.Length - first), keyAt = q + a.KeyOffset + ((first + loadPixel) * a.Qkv.Pixel) + loadChannel;
            int stride = 64 * a.Qkv.Pixel, left = a.HeadChannels - loadChannel;
            int count0 = loadPixel < present ? left : 0, count1 = loadPixel + 64 < present ? left : 0;
            int count2 = loadPixel + 128 < present ? left : 0, count3 = loadPixel + 192 < present ? left : 0;
            var query = AttentionRows.Read<T>(qkv, queryAt, queryCount);
            var key0 = AttentionRows.Read<T>(qkv, keyAt, count0);
            var key1 = AttentionRows.Read<T>(qkv, keyAt + stride, count1);
            var key2 = AttentionRows.Read<T>(qkv, keyAt + (2 * stride), count2);
            var key3 = AttentionRows.Read<T>(qkv, keyAt + (3 * stride), count3);
            Sums4x4 scores = default;
            for (int channel = Slab; channel < a.HeadChannels + Slab; channel += Slab)
            {
                LocalBarrier.Wait();
                if (t < 4 * Queries)
                {
                    StoreColumn(queries.Cast<float>(), (loadChannel * 4 * QueryStride) + loadPixel, 4 * QueryStride, query);
                }

                StoreColumn(tile.Cast<float>(), keyStore, 4 * KeyStride, key0);
                StoreColumn(tile.Cast<float>(), keyStore + 64, 4 * KeyStride, key1);
                StoreColumn(tile.Cast<float>(), keyStore + 128, 4 * KeyStride, key2);
                StoreColumn(tile.Cast<float>(), keyStore + 192, 4 * KeyStride, key3);
                LocalBarrier.Wait();

                // On their way while this slab is multiplied.
                query = AttentionRows.Read<T>(qkv, queryAt + channel, queryCount - channel);
                key0 = AttentionRows.Read<T>(qkv, keyAt + channel, count0 - channel);
                key1 = AttentionRows.Read<T>(qkv, keyAt + stride + channel, count1 - channel);
                key2 = AttentionRows.Read<T>(qkv, keyAt + (2 * stride) + channel, count2 - channel);
                key3 = AttentionRows.Read<T>(qkv, keyAt + (3 * stride) + channel, count3 - channel);
                if (4 * column < present)
                {
                    for (int k = 0; k < Slab; k += 4)
                    {
                        int at = (k * KeyStride) + ((k >> 3) * 2) + column, from = (k * QueryStride) + row;
                        scores.AddOuter(tile[at], queries[from]);
                        scores.AddOuter(tile[at + KeyStride], queries[from + QueryStride]);
                        scores.AddOuter(tile[at + (2 * KeyStride)], queries[from + (2 * QueryStride)]);
                        scores.AddOuter(tile[at + (3 * KeyStride)], queries[from + (3 * QueryStride)]);
                    }
                }
            }

            // The first values, on their way during the softmax.
            int valueAt = v + ((first + (ValueRows.Keys * part)) * a.Qkv.Pixel), valueCount = a.HeadChannels - output;
            var values = ValueRows.Read<T>(qkv, valueAt, a.Qkv.Pixel, present - (ValueRows.Keys * part), valueCount);

            int valid = present - (4 * column);
            var score0 = Masked(scores.R0, a.Scale, valid > 0);
            var score1 = Masked(scores.R1, a.Scale, valid > 1);
            var score2 = Masked(scores.R2, a.Scale, valid > 2);
            var score3 = Masked(scores.R3, a.Scale, valid > 3);
            columnMaxima[(row * MaximaStride) + column] = Max(Max(score0, score1), Max(score2, score3));
            LocalBarrier.Wait();
            int maxima = (((t & 15) / 4 * MaximaStride) + (t / 16 * 4)) * 4 + (t & 3);
            partScalars[t] = MathF.Max(
                MathF.Max(maximaScalars[maxima], maximaScalars[maxima + 4]), MathF.Max(maximaScalars[maxima + 8], maximaScalars[maxima + 12]));
            LocalBarrier.Wait();
            var top = maximum;
            for (int i = 0; i < Keys / 4; i += 16)
            {
                int at = i + row;
                top = Max(top, Max(Max(partMaxima[at], partMaxima[at + 4]), Max(partMaxima[at + 8], partMaxima[at + 12])));
            }

            // A key that there is not gets a weight of 1e-38, and its values are zeros.
            int to = (column * WeightStride) + row;
            tile[to] = Weights(score0, top);
            tile[to + 4] = Weights(score1, top);
            tile[to + 8] = Weights(score2, top);
            tile[to + 12] = Weights(score3, top);
            var factor = Weights(maximum, top);
            maximum = top;
            sums.Scale(factor);
            total = Product(total, factor);
            LocalBarrier.Wait();
            for (int k = ValueRows.Keys * part; k < present; k += ValueRows.Keys * Parts)
            {
                int next = k + (ValueRows.Keys * Parts), from = (k / 4 * WeightStride) + row;
                var further = ValueRows.Read<T>(qkv, v + ((first + next) * a.Qkv.Pixel), a.Qkv.Pixel, present - next, valueCount);
                AddWeighted(ref sums, ref total, tile[from], values.R0);
                AddWeighted(ref sums, ref total, tile[from + 4], values.R1);
                AddWeighted(ref sums, ref total, tile[from + 8], values.R2);
                AddWeighted(ref sums, ref total, tile[from + 12], values.R3);
                AddWeighted(ref sums, ref total, tile[from + WeightStride], values.R4);
                AddWeighted(ref sums, ref total, tile[from + WeightStride + 4], values.R5);
                AddWeighted(ref sums, ref total, tile[from + WeightStride + 8], values.R6);
                AddWeighted(ref sums, ref total, tile[from + WeightStride + 12], values.R7);
                values = further;
            }
        }

        LocalBarrier.Wait();
        int mine = (((part * Queries) + (4 * row)) * Channels / 4) + channels;
        tile[mine] = sums.R0;
        tile[mine + (Channels / 4)] = sums.R1;
        tile[mine + (2 * Channels / 4)] = sums.R2;
        tile[mine + (3 * Channels / 4)] = sums.R3;
        if (channels == 0)
        {
            columnMaxima[(part * Queries / 4) + row] = total;
        }

        LocalBarrier.Wait();
        int ownQuery = t / (Channels / 4), ownChannel = firstChannel + (4 * (t & ((Channels / 4) - 1)));
        var sum = tile[t];
        sum.Add(tile[t + GroupSize]);
        sum.Add(tile[t + (2 * GroupSize)]);
        sum.Add(tile[t + (3 * GroupSize)]);
        sum.Scale(1f / (maximaScalars[ownQuery] + maximaScalars[ownQuery + Queries]
            + maximaScalars[ownQuery + (2 * Queries)] + maximaScalars[ownQuery + (3 * Queries)]));
        AttentionRows.Write<T>(
            y, a.Y.At(Grid.IdxZ, 0, firstQuery + ownQuery) + (head * a.HeadChannels) + ownChannel,
            firstQuery + ownQuery < a.Length ? a.HeadChannels - ownChannel : 0, sum);
    }

    private static void AddWeighted(ref Sums4x4 sums, ref Float4 total, Float4 weights, Float4 values)
    {
        sums.AddOuter(weights, values);
        total.Add(weights);
    }

    private static void StoreColumn(ArrayView<float> to, int at, int stride, Float4 v)
    {
        to[at] = v.A;
        to[at + stride] = v.B;
        to[at + (2 * stride)] = v.C;
        to[at + (3 * stride)] = v.D;
    }

    private static Float4 Splat(float value) => new() { A = value, B = value, C = value, D = value };

    private static Float4 Masked(Float4 scores, float scale, bool valid) => new()
    {
        A = valid ? scores.A * scale : MinusInfinity,
        B = valid ? scores.B * scale : MinusInfinity,
        C = valid ? scores.C * scale : MinusInfinity,
        D = valid ? scores.D * scale : MinusInfinity,
    };

    private static Float4 Weights(Float4 scores, Float4 top) => new()
    {
        A = ScalarMath.Exp(scores.A - top.A),
        B = ScalarMath.Exp(scores.B - top.B),
        C = ScalarMath.Exp(scores.C - top.C),
        D = ScalarMath.Exp(scores.D - top.D),
    };

    private static Float4 Max(Float4 a, Float4 b) =>
        new() { A = MathF.Max(a.A, b.A), B = MathF.Max(a.B, b.B), C = MathF.Max(a.C, b.C), D = MathF.Max(a.D, b.D) };

    private static Float4 Product(Float4 a, Float4 b) => new() { A = a.A * b.A, B = a.B * b.B, C = a.C * b.C, D = a.D * b.D };
}
