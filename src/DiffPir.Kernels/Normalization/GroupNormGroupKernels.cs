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
                QuadMoments.Add(v0, pivot, ref sum, ref squares);
                QuadMoments.Add(v1, pivot, ref sum, ref squares);
                QuadMoments.Add(v2, pivot, ref sum, ref squares);
                QuadMoments.Add(v3, pivot, ref sum, ref squares);
            }
        }

        QuadMoments.Fold(parts, t, MomentQuads, MomentLanes, ref sum, ref squares);
        if (lane == 0)
        {
            QuadMoments.Write(table, (Grid.IdxZ * a.Chunks) + Grid.IdxY, a.C, channel, pixels, pivot, sum, squares);
        }
    }

    /// <summary>
    /// Coefficients of each group of channels, whose partial moments 256 work-items merge. What does not depend on them is read first.
    /// Grid: (N * groups).
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
        var space = SharedMemory.Allocate<float>(3 * GroupSize);
        int n = Grid.IdxX / a.Groups, group = Grid.IdxX - (n * a.Groups), channels = a.C / a.Groups, start = group * channels;
        int c = start + Group.IdxX, last = start + channels - 1, column = step + (n * a.ImageColumns);
        var affine = ChannelAffine.Read(
            gamma, beta, conditioning, column, a.ScaleShiftOffset, a.ConditioningSteps, a.C, IntrinsicMath.Min(c, last));
        var statistics = GroupStatistics.Merge(
            first, second, MomentShare.Of(a.C, a.Groups, a.FirstChannels, a.FirstChunks, a.SecondChunks, n, group), space);
        for (; c <= last; c += GroupSize)
        {
            affine.Write(coefficients, (2 * n * a.C) + c, a.C, statistics, a.Epsilon);
            affine = ChannelAffine.Read(
                gamma, beta, conditioning, column, a.ScaleShiftOffset, a.ConditioningSteps, a.C, IntrinsicMath.Min(c + GroupSize, last));
        }
    }

    /// <summary>
    /// Applies the coefficients, whose number is a multiple of 4, and a <see cref="Resampling"/> to an output of height x width pixels with
    /// its border. A work-item writes four channels. Grid: ((width + border) * C / 4 in groups, height + border, N).
    /// </summary>
    [Kernel]
    public static void Apply(
        ArrayView<Float4> x, ArrayView<Float4> coefficients, ArrayView<Float4> y, int resampling, int height, int width, GroupNormArguments a)
    {
        int quads = a.C / 4, index = (Grid.IdxX * Group.DimX) + Group.IdxX, pixel = index / quads, quad = index - (pixel * quads);
        int n = Grid.IdxZ, px = pixel - a.Halo, py = Grid.IdxY - a.Halo;
        if (pixel < width + (2 * a.Halo))
        {
            bool inside = py >= 0 && py < height && px >= 0 && px < width;
            y[(a.Y.At(n, py, px) / 4) + quad] = inside ? Resampled(x, coefficients, resampling, n, py, px, quad, a) : default;
        }
    }

    /// <summary>
    /// <see cref="Apply"/> to an output in the 16-bit format in which a convolution will multiply it. A work-item writes eight channels,
    /// whose number is a multiple of 8. Grid: ((width + border) * C / 8 in groups, height + border, N).
    /// </summary>
    [Kernel(typeof(Float16Element), MinimumArchitecture = 80)]
    [Kernel(typeof(BFloat16Element), MinimumArchitecture = 80)]
    public static void ApplyPacked<TElement>(
        ArrayView<Float4> x, ArrayView<Float4> coefficients, ArrayView<Float4> y, int resampling, int height, int width, GroupNormArguments a)
        where TElement : struct, ITensorElement
    {
        int octets = a.C / 8, index = (Grid.IdxX * Group.DimX) + Group.IdxX, pixel = index / octets, octet = index - (pixel * octets);
        int n = Grid.IdxZ, px = pixel - a.Halo, py = Grid.IdxY - a.Halo;
        if (pixel < width + (2 * a.Halo))
        {
            Float4 packed = default;
            if (py >= 0 && py < height && px >= 0 && px < width)
            {
                var low = Resampled(x, coefficients, resampling, n, py, px, 2 * octet, a);
                packed = Octet.Pack<TElement>(low, Resampled(x, coefficients, resampling, n, py, px, (2 * octet) + 1, a));
            }

            y[(a.Y.At(n, py, px) / 8) + octet] = packed;
        }
    }

    // Four channels of a pixel of the output.
    private static Float4 Resampled(
        ArrayView<Float4> x, ArrayView<Float4> coefficients, int resampling, int n, int py, int px, int quad, GroupNormArguments a)
    {
        int at = (n * a.C / 2) + quad;
        Float4 scale = coefficients[at], shift = coefficients[at + (a.C / 4)], value = default;
        if (resampling == (int)Resampling.MeanDown2)
        {
            int from = (a.X.At(n, 2 * py, 2 * px) / 4) + quad, pixelStep = a.X.Pixel / 4, rowStep = a.X.Row / 4;
            Float4 v0 = x[from], v1 = x[from + pixelStep], v2 = x[from + rowStep], v3 = x[from + rowStep + pixelStep];
            value.AddScaled(0.25f, Activated(v0, scale, shift, a.Silu));
            value.AddScaled(0.25f, Activated(v1, scale, shift, a.Silu));
            value.AddScaled(0.25f, Activated(v2, scale, shift, a.Silu));
            value.AddScaled(0.25f, Activated(v3, scale, shift, a.Silu));
            return value;
        }

        int halvings = resampling == (int)Resampling.NearestUp2 ? 1 : 0;
        return Activated(x[(a.X.At(n, py >> halvings, px >> halvings) / 4) + quad], scale, shift, a.Silu);
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
}
