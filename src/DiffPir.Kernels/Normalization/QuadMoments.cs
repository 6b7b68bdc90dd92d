using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Partial moments of four neighbouring channels, taken by the work-items of a group, for kernels: see <see cref="MomentTable"/>.</summary>
internal static class QuadMoments
{
    /// <summary>Adds a pixel.</summary>
    public static void Add(Float4 v, Float4 pivot, ref Float4 sum, ref Float4 squares)
    {
        v.AddScaled(-1f, pivot);
        sum.Add(v);
        squares.A = ScalarMath.Fma(v.A, v.A, squares.A);
        squares.B = ScalarMath.Fma(v.B, v.B, squares.B);
        squares.C = ScalarMath.Fma(v.C, v.C, squares.C);
        squares.D = ScalarMath.Fma(v.D, v.D, squares.D);
    }

    /// <summary>
    /// Adds up what work-items with the same channels have, pairwise: a work-item holds quad <paramref name="slot"/> % quads of lane
    /// <paramref name="slot"/> / quads, and the totals end in lane 0. All work-items of the group call it; <paramref name="space"/> is free
    /// and has two places a work-item.
    /// </summary>
    public static void Fold(ArrayView<Float4> space, int slot, int quads, int lanes, ref Float4 sum, ref Float4 squares)
    {
        int size = quads * lanes;
        space[slot] = sum;
        space[size + slot] = squares;
        for (int half = lanes / 2; half > 0; half /= 2)
        {
            LocalBarrier.Wait();
            if (slot < half * quads)
            {
                sum.Add(space[slot + (half * quads)]);
                squares.Add(space[size + slot + (half * quads)]);
                space[slot] = sum;
                space[size + slot] = squares;
            }
        }
    }

    /// <summary>Writes one chunk of four channels, or of as many as there are from <paramref name="channel"/> on.</summary>
    public static void Write(
        ArrayView<float> table, int chunk, int channels, int channel, int pixels, Float4 pivot, Float4 sum, Float4 squares)
    {
        int to = (chunk * MomentTable.Entries * channels) + channel, count = channels - channel;
        Float4.WriteHead(table, to, count, new() { A = pixels, B = pixels, C = pixels, D = pixels });
        Float4.WriteHead(table, to + channels, count, pivot);
        Float4.WriteHead(table, to + (2 * channels), count, sum);
        Float4.WriteHead(table, to + (3 * channels), count, squares);
    }
}
