using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Group normalisation in three passes: partial moments of every channel (reads x), coefficients of every image and channel (tiny), and
///   y[n, p, c] = act(x[n, p, c] * scale[n, c] + shift[n, c])
/// with optional resampling (reads x, writes y and the zeros of its border).
/// Moments are taken about a pivot (the chunk's first pixel) and merged pairwise (Chan, Golub and LeVeque), so that nothing cancels for a
/// channel whose mean is far from zero. moments: [N][chunk][pivot, sum, squares][C]; coefficients: [N][scale, shift][C].
/// A work-item handles T.Width channels: 16 on a processor (alone in its group), 1 on a GPU (neighbours read neighbouring channels).
/// Measured in the prototypes on one core: statistics 72 GB/s, second pass with SiLU 6.8 G elements/s; one work-item an element 2.8-3.6.
/// </summary>
internal static class GroupNormKernels
{
    /// <summary>Grid: (ceil(C / (width * group)), chunks, N).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Moments<T>(ArrayView<float> x, ArrayView<float> moments, GroupNormArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        if (c >= a.C)
        {
            return;
        }

        var sum = LocalMemory.Allocate<float>(16);
        var squares = LocalMemory.Allocate<float>(16);
        Lane.Fill<T>(ref sum[0], 0f);
        Lane.Fill<T>(ref squares[0], 0f);
        int firstRow = Grid.IdxY * a.RowsPerChunk;
        int lastRow = IntrinsicMath.Min(firstRow + a.RowsPerChunk, a.H);
        int pivot = a.X.At(Grid.IdxZ, firstRow, 0) + c;
        for (int row = firstRow; row < lastRow; row++)
        {
            int p = a.X.At(Grid.IdxZ, row, 0) + c;
            for (int i = 0; i < a.W; i++)
            {
                Lane.Moments<T>(ref sum[0], ref squares[0], ref x[p], ref x[pivot]);
                p += a.X.Pixel;
            }
        }

        int to = (((Grid.IdxZ * a.Chunks) + Grid.IdxY) * 3 * a.C) + c;
        Lane.Copy<T>(ref moments[to], ref x[pivot]);
        Lane.Copy<T>(ref moments[to + a.C], ref sum[0]);
        Lane.Copy<T>(ref moments[to + (2 * a.C)], ref squares[0]);
    }

    /// <summary>Grid: elementwise over N * groups.</summary>
    [Kernel]
    public static void Coefficients(
        ArrayView<float> moments,
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
        int channels = a.C / a.Groups, first = group * channels;
        float count = 0f, mean = 0f, deviations = 0f;
        for (int chunk = 0; chunk < a.Chunks; chunk++)
        {
            int rows = IntrinsicMath.Min(a.RowsPerChunk, a.H - (chunk * a.RowsPerChunk));
            float added = (float)rows * a.W;
            int from = (((n * a.Chunks) + chunk) * 3 * a.C) + first;
            for (int c = 0; c < channels; c++)
            {
                float pivot = moments[from + c], sum = moments[from + c + a.C], squares = moments[from + c + (2 * a.C)];
                float offset = sum / added;
                float difference = pivot + offset - mean, total = count + added;
                deviations += squares - (sum * offset) + (difference * difference * (count * added / total));
                mean += difference * (added / total);
                count = total;
            }
        }

        float scaleAll = 1f / MathF.Sqrt((deviations / count) + a.Epsilon);
        for (int c = first; c < first + channels; c++)
        {
            float scale = gamma[c] * scaleAll, shift = beta[c] - (mean * scale);
            if (a.ScaleShiftOffset >= 0)
            {
                float factor = 1f + conditioning[((a.ScaleShiftOffset + c) * a.ConditioningSteps) + step];
                shift = (shift * factor) + conditioning[((a.ScaleShiftOffset + a.C + c) * a.ConditioningSteps) + step];
                scale *= factor;
            }

            coefficients[(2 * n * a.C) + c] = scale;
            coefficients[(((2 * n) + 1) * a.C) + c] = shift;
        }
    }

    /// <summary>Same resolution. Grid: (ceil(C / (width * group)), N * H, ceil(W / segment)).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Apply<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        if (c >= a.C)
        {
            return;
        }

        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, a.W);
        int scale = (2 * n * a.C) + c;
        int from = a.X.At(n, row, first) + c, to = a.Y.At(n, row, first) + c;
        for (int i = first; i < last; i++)
        {
            Lane.Affine<T>(ref y[to], ref x[from], ref coefficients[scale], ref coefficients[scale + a.C]);
            if (a.Silu != 0)
            {
                Lane.Silu<T>(ref y[to]);
            }

            from += a.X.Pixel;
            to += a.Y.Pixel;
        }

        WriteBorder<T>(y, a, n, row, a.H, first, last, a.W, c);
    }

    /// <summary>Doubles the resolution, every value repeated in a 2x2 block. Grid as <see cref="Apply"/>, over input rows.</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void ApplyNearestUp2<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        if (c >= a.C)
        {
            return;
        }

        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, a.W);
        int scale = (2 * n * a.C) + c;
        int from = a.X.At(n, row, first) + c, to = a.Y.At(n, 2 * row, 2 * first) + c;
        var value = LocalMemory.Allocate<float>(16);
        for (int i = first; i < last; i++)
        {
            Lane.Affine<T>(ref value[0], ref x[from], ref coefficients[scale], ref coefficients[scale + a.C]);
            if (a.Silu != 0)
            {
                Lane.Silu<T>(ref value[0]);
            }

            Lane.Copy<T>(ref y[to], ref value[0]);
            Lane.Copy<T>(ref y[to + a.Y.Pixel], ref value[0]);
            Lane.Copy<T>(ref y[to + a.Y.Row], ref value[0]);
            Lane.Copy<T>(ref y[to + a.Y.Row + a.Y.Pixel], ref value[0]);
            from += a.X.Pixel;
            to += 2 * a.Y.Pixel;
        }

        WriteBorder<T>(y, a, n, 2 * row, 2 * a.H, 2 * first, 2 * last, 2 * a.W, c);
        WriteBorder<T>(y, a, n, (2 * row) + 1, 2 * a.H, 2 * first, 2 * last, 2 * a.W, c);
    }

    /// <summary>Halves the resolution, means of 2x2 blocks. Grid: (as above, N * (H / 2), ceil((W / 2) / segment)).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void ApplyMeanDown2<T>(ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y, GroupNormArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        if (c >= a.C)
        {
            return;
        }

        int height = a.H / 2, width = a.W / 2;
        int n = Grid.IdxY / height, row = Grid.IdxY - (n * height);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, width);
        int scale = (2 * n * a.C) + c;
        var value = LocalMemory.Allocate<float>(16);
        var sum = LocalMemory.Allocate<float>(16);
        for (int i = first; i < last; i++)
        {
            Lane.Fill<T>(ref sum[0], 0f);
            for (int part = 0; part < 4; part++)
            {
                int from = a.X.At(n, (2 * row) + (part >> 1), (2 * i) + (part & 1)) + c;
                Lane.Affine<T>(ref value[0], ref x[from], ref coefficients[scale], ref coefficients[scale + a.C]);
                if (a.Silu != 0)
                {
                    Lane.Silu<T>(ref value[0]);
                }

                Lane.AddScaled<T>(ref sum[0], 0.25f, ref value[0]);
            }

            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref sum[0]);
        }

        WriteBorder<T>(y, a, n, row, height, first, last, width, c);
    }

    // Zeros beside columns [first, last) of an output row of the given size: left, right, and the rows above and below with their corners.
    private static void WriteBorder<T>(
        ArrayView<float> y, GroupNormArguments a, int n, int row, int height, int first, int last, int width, int c)
        where T : struct, ILanes
    {
        if (a.Halo == 0)
        {
            return;
        }

        int left = first == 0 ? -1 : first, right = last == width ? width + 1 : last;
        if (first == 0)
        {
            Lane.Fill<T>(ref y[a.Y.At(n, row, -1) + c], 0f);
        }

        if (last == width)
        {
            Lane.Fill<T>(ref y[a.Y.At(n, row, width) + c], 0f);
        }

        if (row == 0)
        {
            for (int i = left; i < right; i++)
            {
                Lane.Fill<T>(ref y[a.Y.At(n, -1, i) + c], 0f);
            }
        }

        if (row == height - 1)
        {
            for (int i = left; i < right; i++)
            {
                Lane.Fill<T>(ref y[a.Y.At(n, height, i) + c], 0f);
            }
        }
    }
}
