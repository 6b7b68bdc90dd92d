using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Group normalisation for GPUs; formulas and layouts as in <see cref="MomentsKernels"/> and <see cref="GroupNormKernels"/>, four neighbouring
/// channels a work-item. A GPU hides the latency of memory with many reads on their way, and neither ILGPU nor ptxas unrolls these loops:
/// work-items that walk along rows, as on a processor, would have one read of 4 bytes each under way at a time.
/// </summary>
internal static class GroupNormGroupKernels
{
    /// <summary>Work-items of a group of <see cref="Coefficients"/>.</summary>
    public const int GroupSize = 256;

    /// <summary>Channels of a group of <see cref="TakeMoments"/>.</summary>
    public const int MomentChannels = 64;

    /// <summary>Work-items of a group of <see cref="TakeMoments"/>.</summary>
    public const int MomentGroupSize = 256;

    private const int MomentQuads = MomentChannels / 4, MomentLanes = MomentGroupSize / MomentQuads;

    /// <summary>
    /// Partial moments of 64 channels of a chunk of rows: 16 work-items side by side read a pixel, 16 pixels at a time, four reads each.
    /// Grid: (ceil(C / 64), chunks, N).
    /// </summary>
    [Kernel]
    public static void TakeMoments(ArrayView<Float4> x, ArrayView<float> table, MomentsArguments a)
    {
        var parts = SharedMemory.Allocate<Float4>(2 * MomentGroupSize);
        int t = Group.IdxX, lane = t / MomentQuads, quad = (Grid.IdxX * MomentQuads) + (t % MomentQuads), channel = 4 * quad;
        int firstRow = Grid.IdxY * a.RowsPerChunk, pixels = (IntrinsicMath.Min(firstRow + a.RowsPerChunk, a.H) - firstRow) * a.W;
        Float4 pivot = default, sum = default, squares = default;
        if (channel < a.C)
        {
            pivot = At(x, a, firstRow, 0, quad);
            for (int p = lane; p < pixels; p += 4 * MomentLanes)
            {
                // Past the end, the pivot again: it adds nothing.
                var v0 = At(x, a, firstRow, p, quad);
                var v1 = At(x, a, firstRow, Inside(p + MomentLanes, pixels), quad);
                var v2 = At(x, a, firstRow, Inside(p + (2 * MomentLanes), pixels), quad);
                var v3 = At(x, a, firstRow, Inside(p + (3 * MomentLanes), pixels), quad);
                AddMoments(v0, pivot, ref sum, ref squares);
                AddMoments(v1, pivot, ref sum, ref squares);
                AddMoments(v2, pivot, ref sum, ref squares);
                AddMoments(v3, pivot, ref sum, ref squares);
            }
        }

        parts[t] = sum;
        parts[MomentGroupSize + t] = squares;
        for (int half = MomentLanes / 2; half > 0; half /= 2)
        {
            LocalBarrier.Wait();
            if (lane < half)
            {
                sum.Add(parts[t + (half * MomentQuads)]);
                squares.Add(parts[MomentGroupSize + t + (half * MomentQuads)]);
                parts[t] = sum;
                parts[MomentGroupSize + t] = squares;
            }
        }

        if (lane == 0)
        {
            int to = (((Grid.IdxZ * a.Chunks) + Grid.IdxY) * MomentTable.Entries * a.C) + channel;
            int count = a.C - channel;
            Float4.WriteHead(table, to, count, new() { A = pixels, B = pixels, C = pixels, D = pixels });
            Float4.WriteHead(table, to + a.C, count, pivot);
            Float4.WriteHead(table, to + (2 * a.C), count, sum);
            Float4.WriteHead(table, to + (3 * a.C), count, squares);
        }
    }

    /// <summary>
    /// Merges the moments of each group of channels: 256 work-items their share each, then pairwise through shared memory, where one alone
    /// would merge hundreds of parts one after the other. Grid: (N * groups).
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
        var parts = SharedMemory.Allocate<RunningMoments>(GroupSize);
        int t = Group.IdxX, n = Grid.IdxX / a.Groups, group = Grid.IdxX - (n * a.Groups);
        int channels = a.C / a.Groups, start = group * channels, inFirst = IntrinsicMath.Clamp(a.FirstChannels - start, 0, channels);
        var moments = MergeShare(first, a.FirstChunks, a.FirstChannels, n, start, inFirst, default);
        moments = MergeShare(
            second, a.SecondChunks, a.C - a.FirstChannels, n, start + inFirst - a.FirstChannels, channels - inFirst, moments);
        parts[t] = moments;
        for (int half = GroupSize / 2; half > 0; half /= 2)
        {
            LocalBarrier.Wait();
            if (t < half && parts[t + half].Count > 0f)
            {
                var other = parts[t + half];
                moments.Add(other.Count, other.Mean, 0f, other.Deviations);
                parts[t] = moments;
            }
        }

        LocalBarrier.Wait();
        moments = parts[0];
        for (int c = start + t; c < start + channels; c += GroupSize)
        {
            GroupNormKernels.WriteCoefficients(gamma, beta, conditioning, coefficients, step, a, n, c, moments);
        }
    }

    /// <summary>
    /// Applies the coefficients, whose number is a multiple of 8, and a <see cref="Resampling"/> to an output of height x width pixels with
    /// its border. Elementwise over N * (height + border) * (width + border) * C / 4.
    /// </summary>
    [Kernel]
    public static void Apply(
        ArrayView<Float4> x, ArrayView<Float4> coefficients, ArrayView<Float4> y, int resampling, int height, int width, GroupNormArguments a)
    {
        int quads = a.C / 4, rows = height + (2 * a.Halo), columns = width + (2 * a.Halo), index = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (index >= a.N * rows * columns * quads)
        {
            return;
        }

        int pixel = index / quads, quad = index - (pixel * quads), line = pixel / columns, n = line / rows;
        int px = pixel - (line * columns) - a.Halo, py = line - (n * rows) - a.Halo;
        Float4 value = default;
        if (py >= 0 && py < height && px >= 0 && px < width)
        {
            int at = (2 * n * quads) + quad;
            Float4 scale = coefficients[at], shift = coefficients[at + quads];
            if (resampling == (int)Resampling.MeanDown2)
            {
                int from = (a.X.At(n, 2 * py, 2 * px) / 4) + quad, pixelStep = a.X.Pixel / 4, rowStep = a.X.Row / 4;
                Float4 v0 = x[from], v1 = x[from + pixelStep], v2 = x[from + rowStep], v3 = x[from + rowStep + pixelStep];
                value.AddScaled(0.25f, Activated(v0, scale, shift, a.Silu));
                value.AddScaled(0.25f, Activated(v1, scale, shift, a.Silu));
                value.AddScaled(0.25f, Activated(v2, scale, shift, a.Silu));
                value.AddScaled(0.25f, Activated(v3, scale, shift, a.Silu));
            }
            else
            {
                int halvings = resampling == (int)Resampling.NearestUp2 ? 1 : 0;
                value = Activated(x[(a.X.At(n, py >> halvings, px >> halvings) / 4) + quad], scale, shift, a.Silu);
            }
        }

        y[(a.Y.At(n, py, px) / 4) + quad] = value;
    }

    private static Float4 Activated(Float4 v, Float4 scale, Float4 shift, int silu)
    {
        v.A = ScalarMath.Fma(v.A, scale.A, shift.A);
        v.B = ScalarMath.Fma(v.B, scale.B, shift.B);
        v.C = ScalarMath.Fma(v.C, scale.C, shift.C);
        v.D = ScalarMath.Fma(v.D, scale.D, shift.D);
        if (silu != 0)
        {
            v.A = ScalarMath.Silu(v.A);
            v.B = ScalarMath.Silu(v.B);
            v.C = ScalarMath.Silu(v.C);
            v.D = ScalarMath.Silu(v.D);
        }

        return v;
    }

    private static Float4 At(ArrayView<Float4> x, MomentsArguments a, int firstRow, int pixel, int quad)
    {
        int row = pixel / a.W;
        return x[(a.X.At(Grid.IdxZ, firstRow + row, pixel - (row * a.W)) / 4) + quad];
    }

    private static int Inside(int pixel, int pixels) => pixel < pixels ? pixel : 0;

    private static void AddMoments(Float4 v, Float4 pivot, ref Float4 sum, ref Float4 squares)
    {
        v.AddScaled(-1f, pivot);
        sum.Add(v);
        squares.A = ScalarMath.Fma(v.A, v.A, squares.A);
        squares.B = ScalarMath.Fma(v.B, v.B, squares.B);
        squares.C = ScalarMath.Fma(v.C, v.C, squares.C);
        squares.D = ScalarMath.Fma(v.D, v.D, squares.D);
    }


    /// <summary>Merges a work-item's share of a table's parts of some channels: every one whose number is its own modulo the group's size.</summary>
    internal static RunningMoments MergeShare(
        ArrayView<float> table, int chunks, int tableChannels, int n, int firstChannel, int channels, RunningMoments moments)
    {
        for (int i = Group.IdxX; i < channels * chunks; i += Group.DimX)
        {
            int chunk = i / channels, c = firstChannel + i - (chunk * channels);
            int from = (((n * chunks) + chunk) * MomentTable.Entries * tableChannels) + c;
            moments.Add(table[from], table[from + tableChannels], table[from + (2 * tableChannels)], table[from + (3 * tableChannels)]);
        }

        return moments;
    }
}
