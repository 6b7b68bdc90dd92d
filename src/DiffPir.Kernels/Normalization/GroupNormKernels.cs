using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Group normalisation: partial moments of every channel (<see cref="MomentsKernels"/>, or the producer's own), coefficients of every image
/// and channel (tiny), and
///   y[n, p, c] = act(x[n, p, c] * scale[n, c] + shift[n, c])
/// with optional resampling (reads x, writes y and the zeros of its border). coefficients: [N][scale, shift][C].
/// A work-item, alone in its group, handles all channels of a row on a processor, 16 at a time; on a GPU one channel of a few pixels, beside
/// neighbours that read neighbouring channels.
/// Lost on a processor: one work-item an element (half the speed), one work-item for 16 channels (prefetches poorly for wide pixels).
/// </summary>
internal static class GroupNormKernels
{
    /// <summary>
    /// How far ahead a processor is told what will be read: its own guesses end at every page, which slices of wide pixels cross often.
    /// </summary>
    private const int PrefetchedPixels = 16;

    /// <summary>
    /// Merges the moments of each group, whose channels may lie in two tables. Grid: elementwise over N * groups.
    /// </summary>
    [Kernel]
    public static void Coefficients(
        ArrayView<float> first,
        ArrayView<float> second,
        ArrayView<float> gamma,
        ArrayView<float> beta,
        ArrayView<float> conditioning,
        ArrayView<float> coefficients,
        int step,
        GroupNormArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index >= (long)a.N * a.Groups)
        {
            return;
        }

        int n = (int)index / a.Groups, group = (int)index - (n * a.Groups);
        int channels = a.C / a.Groups, start = group * channels;
        var moments = default(RunningMoments);
        for (int c = start; c < start + channels; c++)
        {
            moments = c < a.FirstChannels
                ? Merge(first, a.FirstChunks, a.FirstChannels, n, c, moments)
                : Merge(second, a.SecondChunks, a.C - a.FirstChannels, n, c - a.FirstChannels, moments);
        }

        var statistics = new GroupStatistics(moments.Mean, moments.Deviations / moments.Count);
        for (int c = start; c < start + channels; c++)
        {
            var affine = ChannelAffine.Read(
                gamma, beta, conditioning, step + (n * a.ImageColumns), a.ScaleShiftOffset, a.ConditioningSteps, a.C, c);
            affine.Write(coefficients, (2 * n * a.C) + c, a.C, statistics, a.Epsilon);
        }
    }

    /// <summary>Same resolution. Grid: (ceil(C / (channels an item * group)), N * H, ceil(W / segment)).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Apply<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int firstChannel = ((Grid.IdxX * Group.DimX) + Group.IdxX) * a.ChannelsPerItem;
        int lastChannel = IntrinsicMath.Min(firstChannel + a.ChannelsPerItem, a.C);
        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, a.W);
        int scale = 2 * n * a.C, from = a.X.At(n, row, first), to = a.Y.At(n, row, first);
        for (int i = first; i < last; i++)
        {
            for (int c = firstChannel; c < lastChannel; c += default(T).Width)
            {
                Lane.Prefetch(ref x[from + c], PrefetchedPixels * a.X.Pixel);
                Lane.Affine<T>(ref y[to + c], ref x[from + c], ref coefficients[scale + c], ref coefficients[scale + a.C + c]);
                if (a.Silu != 0)
                {
                    Lane.Silu<T>(ref y[to + c]);
                }
            }

            from += a.X.Pixel;
            to += a.Y.Pixel;
        }

        WriteBorder<T>(y, a, n, row, a.H, first, last, a.W, firstChannel, lastChannel);
    }

    /// <summary>Doubles the resolution, every value repeated in a 2x2 block. Grid as <see cref="Apply"/>, over input rows.</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void ApplyNearestUp2<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int firstChannel = ((Grid.IdxX * Group.DimX) + Group.IdxX) * a.ChannelsPerItem;
        int lastChannel = IntrinsicMath.Min(firstChannel + a.ChannelsPerItem, a.C);
        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, a.W);
        int scale = 2 * n * a.C, from = a.X.At(n, row, first), to = a.Y.At(n, 2 * row, 2 * first);
        var value = LocalMemory.Allocate<float>(16);
        for (int i = first; i < last; i++)
        {
            for (int c = firstChannel; c < lastChannel; c += default(T).Width)
            {
                Lane.Affine<T>(ref value[0], ref x[from + c], ref coefficients[scale + c], ref coefficients[scale + a.C + c]);
                if (a.Silu != 0)
                {
                    Lane.Silu<T>(ref value[0]);
                }

                Lane.Copy<T>(ref y[to + c], ref value[0]);
                Lane.Copy<T>(ref y[to + a.Y.Pixel + c], ref value[0]);
                Lane.Copy<T>(ref y[to + a.Y.Row + c], ref value[0]);
                Lane.Copy<T>(ref y[to + a.Y.Row + a.Y.Pixel + c], ref value[0]);
            }

            from += a.X.Pixel;
            to += 2 * a.Y.Pixel;
        }

        WriteBorder<T>(y, a, n, 2 * row, 2 * a.H, 2 * first, 2 * last, 2 * a.W, firstChannel, lastChannel);
        WriteBorder<T>(y, a, n, (2 * row) + 1, 2 * a.H, 2 * first, 2 * last, 2 * a.W, firstChannel, lastChannel);
    }

    /// <summary>Halves the resolution, means of 2x2 blocks. Grid: (as above, N * (H / 2), ceil((W / 2) / segment)).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void ApplyMeanDown2<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int firstChannel = ((Grid.IdxX * Group.DimX) + Group.IdxX) * a.ChannelsPerItem;
        int lastChannel = IntrinsicMath.Min(firstChannel + a.ChannelsPerItem, a.C);
        int height = a.H / 2, width = a.W / 2;
        int n = Grid.IdxY / height, row = Grid.IdxY - (n * height);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, width);
        int scale = 2 * n * a.C;
        int from = a.X.At(n, 2 * row, 2 * first), to = a.Y.At(n, row, first);
        for (int i = first; i < last; i++)
        {
            int ahead = PrefetchedPixels * a.X.Pixel;
            for (int c = firstChannel; c < lastChannel; c += default(T).Width)
            {
                Lane.Prefetch(ref x[from + c], ahead);
                Lane.Prefetch(ref x[from + c], ahead + a.X.Pixel);
                Lane.Prefetch(ref x[from + c], ahead + a.X.Row);
                Lane.Prefetch(ref x[from + c], ahead + a.X.Row + a.X.Pixel);
                Lane.ActivatedMean<T>(
                    ref y[to + c], ref x[from + c], a.X.Row, a.X.Pixel, ref coefficients[scale + c], ref coefficients[scale + a.C + c], a.Silu);
            }

            from += 2 * a.X.Pixel;
            to += a.Y.Pixel;
        }

        WriteBorder<T>(y, a, n, row, height, first, last, width, firstChannel, lastChannel);
    }

    private static RunningMoments Merge(ArrayView<float> table, int chunks, int channels, int n, int c, RunningMoments moments)
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int from = (((n * chunks) + chunk) * MomentTable.Entries * channels) + c;
            moments.Add(table[from], table[from + channels], table[from + (2 * channels)], table[from + (3 * channels)]);
        }

        return moments;
    }

    // Zeros beside columns [first, last) of an output row of the given size: left, right, and the rows above and below with their corners.
    private static void WriteBorder<T>(
        ArrayView<float> y, GroupNormArguments a, int n, int row, int height, int first, int last, int width, int firstChannel, int lastChannel)
        where T : struct, ILanes
    {
        if (a.Halo == 0)
        {
            return;
        }

        int left = first == 0 ? -1 : first, right = last == width ? width + 1 : last;
        if (first == 0)
        {
            ZeroPixels<T>(y, a, n, row, -1, 0, firstChannel, lastChannel);
        }

        if (last == width)
        {
            ZeroPixels<T>(y, a, n, row, width, width + 1, firstChannel, lastChannel);
        }

        if (row == 0)
        {
            ZeroPixels<T>(y, a, n, -1, left, right, firstChannel, lastChannel);
        }

        if (row == height - 1)
        {
            ZeroPixels<T>(y, a, n, height, left, right, firstChannel, lastChannel);
        }
    }

    private static void ZeroPixels<T>(
        ArrayView<float> y, GroupNormArguments a, int n, int row, int left, int right, int firstChannel, int lastChannel)
        where T : struct, ILanes
    {
        for (int i = left; i < right; i++)
        {
            for (int c = firstChannel; c < lastChannel; c += default(T).Width)
            {
                Lane.Fill<T>(ref y[a.Y.At(n, row, i) + c], 0f);
            }
        }
    }
}
