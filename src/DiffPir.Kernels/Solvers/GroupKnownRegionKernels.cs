using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Conjugate gradients of <see cref="KnownRegionKernels"/> for GPUs, where filters give inner products in many partial sums, and every group adds these
/// up for itself, all in the same order, which saves the launches that would. Vectors are real parts, then as many imaginary ones. Grid: x is the
/// column, y the row, z the plane; groups of a power of two of work-items.
/// </summary>
internal static class GroupKnownRegionKernels
{
    /// <summary>What the number of partial sums must be a multiple of; those left over are 0.</summary>
    public const int ProductsAtOnce = SumsAtOnce * ColumnGrid.Group;

    /// <summary>Partial sums whose reads a work-item has on their way at once.</summary>
    private const int SumsAtOnce = 4;

    /// <summary>
    /// Limits of quotients. Where the last slope is 0, the direction is too, before the first turn, or the slope, as nothing is left to do: any finite
    /// quotient will do.
    /// </summary>
    private const float LeastSlope = 1e-37f, MostTurn = 1e30f;

    /// <summary>
    /// The next direction, preconditioned gradient + t direction, and a copy of it to be filtered. t is the slope, the inner product of the gradient
    /// and its preconditioned form, by the last one.
    /// </summary>
    [Kernel]
    internal static void Turn(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> direction, ArrayView<float> slopes, ArrayView<float> scalars,
        KnownRegionShape sizes)
    {
        var sums = SharedMemory.Allocate<float>(ColumnGrid.Group);
        sums[Group.IdxX] = Share(slopes);
        GroupSum.Fold(sums);
        LocalBarrier.Wait();
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch), j = i + (direction.Length / 2);
        float turn = TurnShare(sums[0], scalars);
        float outside = KnownRegionKernels.IsKnown((int)column, sizes) ? 0f : 1f;
        direction[i] = real[i] = ScalarMath.Fma(turn, direction[i], outside * real[i]);
        direction[j] = imaginary[i] = ScalarMath.Fma(turn, direction[j], outside * imaginary[i]);
    }

    /// <summary>
    /// A step along the direction d, whose filtered form S d is given: value += s d, gradient -= s S d outside the known rectangle. A copy of the gradient
    /// takes the place of S d. s is the slope by the curvature, the inner product of d and S d; 0 where that is 0. Keeps the slope for the next turn.
    /// </summary>
    [Kernel]
    internal static void Step(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> value, ArrayView<float> gradient, ArrayView<float> direction,
        ArrayView<float> slopes, ArrayView<float> curvatures, ArrayView<float> scalars, KnownRegionShape sizes)
    {
        var sums = SharedMemory.Allocate<float>(2 * ColumnGrid.Group);
        sums[Group.IdxX] = Share(slopes);
        sums[ColumnGrid.Group + Group.IdxX] = Share(curvatures);
        GroupSum.FoldPair(sums, ColumnGrid.Group);
        LocalBarrier.Wait();
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch), j = i + (value.Length / 2);
        float slope = sums[0], curvature = sums[ColumnGrid.Group];
        if (i == 0)
        {
            scalars[ConjugateGradientKernels.Slope] = slope;
        }

        float step = KnownRegionKernels.IsKnown((int)column, sizes) ? 0f : StepLength(slope, curvature);
        value[i] = ScalarMath.Fma(step, direction[i], value[i]);
        value[j] = ScalarMath.Fma(step, direction[j], value[j]);
        gradient[i] = real[i] = ScalarMath.Fma(-step, real[i], gradient[i]);
        gradient[j] = imaginary[i] = ScalarMath.Fma(-step, imaginary[i], gradient[j]);
    }

    /// <summary>How much of the last direction the next one keeps.</summary>
    internal static float TurnShare(float slope, ArrayView<float> scalars) =>
        IntrinsicMath.Min(slope / IntrinsicMath.Max(scalars[ConjugateGradientKernels.Slope], LeastSlope), MostTurn);

    /// <summary>How far to go; 0 where nothing is left to do.</summary>
    internal static float StepLength(float slope, float curvature) => curvature > 0f ? slope / curvature : 0f;

    private static float Share(ArrayView<float> products)
    {
        float sum = 0f;
        for (int i = Group.IdxX; i < products.IntLength; i += SumsAtOnce * Group.DimX)
        {
            float first = products[i] + products[i + Group.DimX];
            sum += first + (products[i + (2 * Group.DimX)] + products[i + (3 * Group.DimX)]);
        }

        return sum;
    }
}
