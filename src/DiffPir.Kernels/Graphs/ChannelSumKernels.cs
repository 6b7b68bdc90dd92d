using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels;

/// <summary>
/// Sums of every channel over all pixels, in an order that does not depend on the device's schedule: partial sums over chunks of rows, then
/// their merging. sums: [image][chunk][channel, padded to 16]. A work-item handles T.Width channels: 16 on a processor, 1 on a GPU.
/// </summary>
internal static class ChannelSumKernels
{
    /// <summary>Most work-items of a group that merges.</summary>
    public const int MergeGroupSize = 64;

    /// <summary>Grid: (ceil(C / (width * group)), chunks, N).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Sum<T>(ArrayView<float> x, ArrayView<float> sums, ChannelSumArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width, n = Grid.IdxZ;
        if (c >= a.C)
        {
            return;
        }

        var sum = LocalMemory.Allocate<float>(16);
        Lane.Fill<T>(ref sum[0], 0f);
        int first = Grid.IdxY * a.RowsPerChunk, last = IntrinsicMath.Min(first + a.RowsPerChunk, a.H);
        for (int row = first; row < last; row++)
        {
            int at = a.X.At(n, row, 0) + c;
            for (int i = 0; i < a.W; i++)
            {
                Lane.AddScaled<T>(ref sum[0], 1f, ref x[at]);
                at += a.X.Pixel;
            }
        }

        Lane.Copy<T>(ref sums[(((n * a.Chunks) + Grid.IdxY) * a.PaddedC) + c], ref sum[0]);
    }

    /// <summary>The sums of a channel over all images, to y[channel]. Grid: (C), groups of up to 64.</summary>
    [Kernel]
    public static void MergeAll(ArrayView<float> sums, ArrayView<float> y, ChannelSumArguments a) =>
        Merge(sums, y, Grid.IdxX, 0, a.N * a.Chunks, Grid.IdxX, a);

    /// <summary>The sums of a channel of an image, to y[channel][image]. Grid: (C, N), groups of up to 64.</summary>
    [Kernel]
    public static void MergeImages(ArrayView<float> sums, ArrayView<float> y, ChannelSumArguments a) =>
        Merge(sums, y, Grid.IdxX, Grid.IdxY * a.Chunks, a.Chunks, (Grid.IdxX * a.N) + Grid.IdxY, a);

    private static void Merge(ArrayView<float> sums, ArrayView<float> y, int channel, int first, int count, int to, ChannelSumArguments a)
    {
        var parts = SharedMemory.Allocate<float>(MergeGroupSize);
        int t = Group.IdxX;
        float sum = 0f;
        for (int i = t; i < count; i += Group.DimX)
        {
            sum += sums[((first + i) * a.PaddedC) + channel];
        }

        parts[t] = sum;
        GroupSum.Fold(parts);

        if (t == 0)
        {
            y[to] = parts[0];
        }
    }
}
