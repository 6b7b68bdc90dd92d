using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Gradient of a group normalisation with respect to its input; formula in <see cref="GroupNormGradientNode"/>. Four launches: coefficients
/// from the moments that the forward run has left, partial sums of dz and of dz xh over chunks of rows, their merging, and the result. The
/// activation's derivative is computed twice, so that dz never reaches memory.
///   table: [N][4][C], at first scale, shift, r, -mean r; after the merging scale, shift, -r^2 m2, -r (m1 - mean r m2), with which
///   dx = dz table0 + x table2 + table3.
///   sums: [N][chunk][sum of dz, sum of dz xh][C].
/// A work-item handles T.Width channels at a time: 16 on a processor, 1 on a GPU.
/// </summary>
internal static class GroupNormGradientKernels
{
    /// <summary>Rows of the table.</summary>
    public const int TableRows = 4;

    /// <summary>Rows of a chunk's sums.</summary>
    public const int SumRows = 2;

    /// <summary>Most work-items of a group that merges moments or sums.</summary>
    public const int MergeGroupSize = 64;

    /// <summary>Fills the table from the moments of each group of channels. Grid: (N * groups), groups of up to 64.</summary>
    [Kernel]
    public static void Coefficients(
        ArrayView<float> first,
        ArrayView<float> second,
        ArrayView<float> gamma,
        ArrayView<float> beta,
        ArrayView<float> conditioning,
        ArrayView<float> table,
        int step,
        GroupNormGradientArguments a)
    {
        var space = SharedMemory.Allocate<float>(3 * MergeGroupSize);
        int t = Group.IdxX, n = Grid.IdxX / a.Groups, group = Grid.IdxX - (n * a.Groups), channels = a.C / a.Groups, start = group * channels;
        var moments = GroupStatistics.Merge(
            first, second, MomentShare.Of(a.C, a.Groups, a.FirstChannels, a.FirstChunks, a.SecondChunks, n, group), space);
        float r = 1f / MathF.Sqrt(moments.Variance + a.Epsilon);
        for (int c = start + t; c < start + channels; c += Group.DimX)
        {
            int to = (TableRows * n * a.C) + c;
            var affine = ChannelAffine.Read(
                gamma, beta, conditioning, step + (n * a.ImageColumns), a.ScaleShiftOffset, a.ConditioningSteps, a.C, c);
            affine.Write(table, to, a.C, moments, a.Epsilon);
            table[to + (2 * a.C)] = r;
            table[to + (3 * a.C)] = -moments.Mean * r;
        }
    }

    /// <summary>Partial sums over a chunk of rows. Grid: (ceil(C / (width * group)), chunks, N).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Sum<T>(
        ArrayView<float> gradient, ArrayView<float> x, ArrayView<float> table, ArrayView<float> sums, GroupNormGradientArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width, n = Grid.IdxZ;
        if (c >= a.C)
        {
            return;
        }

        var dz = LocalMemory.Allocate<float>(16);
        var normalized = LocalMemory.Allocate<float>(16);
        var sum = LocalMemory.Allocate<float>(16);
        var product = LocalMemory.Allocate<float>(16);
        Lane.Fill<T>(ref sum[0], 0f);
        Lane.Fill<T>(ref product[0], 0f);
        int row = (TableRows * n * a.C) + c, first = Grid.IdxY * a.RowsPerChunk, last = IntrinsicMath.Min(first + a.RowsPerChunk, a.H);
        for (int line = first; line < last; line++)
        {
            int from = a.Gradient.At(n, line, 0) + c, at = a.X.At(n, line, 0) + c;
            for (int i = 0; i < a.W; i++)
            {
                Lane.ActivatedGradient<T>(ref dz[0], ref gradient[from], ref x[at], ref table[row], ref table[row + a.C], a.Silu);
                Lane.Affine<T>(ref normalized[0], ref x[at], ref table[row + (2 * a.C)], ref table[row + (3 * a.C)]);
                Lane.AddScaled<T>(ref sum[0], 1f, ref dz[0]);
                Lane.AddProduct<T>(ref product[0], ref dz[0], ref normalized[0]);
                from += a.Gradient.Pixel;
                at += a.X.Pixel;
            }
        }

        int to = (((n * a.Chunks) + Grid.IdxY) * SumRows * a.C) + c;
        Lane.Copy<T>(ref sums[to], ref sum[0]);
        Lane.Copy<T>(ref sums[to + a.C], ref product[0]);
    }

    /// <summary>Merges the sums of each group of channels and completes the table. Grid: (N * groups), groups of up to 64.</summary>
    [Kernel]
    public static void Merge(ArrayView<float> sums, ArrayView<float> table, GroupNormGradientArguments a)
    {
        var parts = SharedMemory.Allocate<float>(SumRows * MergeGroupSize);
        int t = Group.IdxX, n = Grid.IdxX / a.Groups, group = Grid.IdxX - (n * a.Groups);
        int channels = a.C / a.Groups, start = group * channels, row = TableRows * n * a.C;
        float r = table[row + (2 * a.C) + start], shift = table[row + (3 * a.C) + start], sum = 0f, product = 0f;
        for (int i = t; i < channels * a.Chunks; i += Group.DimX)
        {
            int chunk = i / channels, c = start + i - (chunk * channels), from = (((n * a.Chunks) + chunk) * SumRows * a.C) + c;
            sum = ScalarMath.Fma(table[row + c], sums[from], sum);
            product = ScalarMath.Fma(table[row + c], sums[from + a.C], product);
        }

        parts[t] = sum;
        parts[MergeGroupSize + t] = product;
        GroupSum.FoldPair(parts, MergeGroupSize);

        // The sums are of scale dz where the means are of scale dz / r: r times each mean.
        LocalBarrier.Wait();
        float count = (float)channels * a.H * a.W, first = parts[0] / count, second = parts[MergeGroupSize] / count;
        for (int c = start + t; c < start + channels; c += Group.DimX)
        {
            table[row + (2 * a.C) + c] = -r * second;
            table[row + (3 * a.C) + c] = -first - (shift * second);
        }
    }

    /// <summary>The result. Grid: (ceil(C / (width * group)), N * H, ceil(W / segment)).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Apply<T>(
        ArrayView<float> gradient,
        ArrayView<float> x,
        ArrayView<float> table,
        ArrayView<float> residual,
        ArrayView<float> y,
        GroupNormGradientArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        int n = Grid.IdxY / a.H, line = Grid.IdxY - (n * a.H), row = (TableRows * n * a.C) + c;
        var dz = LocalMemory.Allocate<float>(16);
        var sum = LocalMemory.Allocate<float>(16);
        int first = Grid.IdxZ * a.Segment, last = IntrinsicMath.Min(first + a.Segment, a.W);
        for (int i = first; i < last && c < a.C; i++)
        {
            int at = a.X.At(n, line, i) + c;
            Lane.ActivatedGradient<T>(
                ref dz[0], ref gradient[a.Gradient.At(n, line, i) + c], ref x[at], ref table[row], ref table[row + a.C], a.Silu);
            Lane.Affine<T>(ref sum[0], ref x[at], ref table[row + (2 * a.C)], ref table[row + (3 * a.C)]);
            Lane.AddProduct<T>(ref sum[0], ref dz[0], ref table[row]);
            if (a.HasResidual != 0)
            {
                Lane.AddScaled<T>(ref sum[0], 1f, ref residual[a.Residual.At(n, line, i) + c]);
            }

            Lane.Copy<T>(ref y[a.Y.At(n, line, i) + c], ref sum[0]);
        }
    }
}
