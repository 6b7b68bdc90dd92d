using DiffPir.Kernels.Fourier;
using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// The part of the data step for measurements that are known in an inner rectangle only (<see cref="KnownRegion"/>), on reduced pictures
/// and spectra as in <see cref="ComplexPlanes"/>. Grid: x is the column, y the row, z the plane. See <see cref="KnownRegionSolver"/>.
/// </summary>
internal static class KnownRegionKernels
{
    /// <summary>
    /// Scales the inverse transform of a residual and makes it, outside the known rectangle, 0, or what continues it to the last picture where
    /// the call follows one (not 0). Keeps a copy as the value, and minus the residual to be added to.
    /// </summary>
    [Kernel]
    internal static void Enclose(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> valueReal, ArrayView<float> valueImaginary,
        ArrayView<float> beyondReal, ArrayView<float> beyondImaginary, KnownRegionShape sizes, int follows)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        float re = sizes.Scale * real[i], im = sizes.Scale * imaginary[i];
        bool known = IsKnown((int)column, sizes);
        real[i] = valueReal[i] = known ? re : follows != 0 ? re + beyondReal[i] : 0f;
        imaginary[i] = valueImaginary[i] = known ? im : follows != 0 ? im + beyondImaginary[i] : 0f;
        beyondReal[i] = -re;
        beyondImaginary[i] = -im;
    }

    /// <summary>
    /// The first gradient: minus the filtered residual outside the known rectangle, 0 inside. The first direction has no past: 0, and the slope too.
    /// </summary>
    [Kernel]
    internal static void Descend(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> gradientReal, ArrayView<float> gradientImaginary,
        ArrayView<float> directionReal, ArrayView<float> directionImaginary, ArrayView<float> scalars, KnownRegionShape sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        if (i == 0)
        {
            scalars[ConjugateGradientKernels.Slope] = 0f;
        }

        float outside = IsKnown((int)column, sizes) ? 0f : -1f;
        gradientReal[i] = real[i] = outside * real[i];
        gradientImaginary[i] = imaginary[i] = outside * imaginary[i];
        directionReal[i] = directionImaginary[i] = 0f;
    }

    /// <summary>
    /// A step along the direction d, whose filtered form S d is given: value += s d, gradient -= s S d outside the known rectangle. A copy
    /// of the gradient takes the place of S d.
    /// </summary>
    [Kernel]
    internal static void Step(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> valueReal, ArrayView<float> valueImaginary,
        ArrayView<float> gradientReal, ArrayView<float> gradientImaginary, ArrayView<float> directionReal, ArrayView<float> directionImaginary,
        ArrayView<float> scalars, KnownRegionShape sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        float step = IsKnown((int)column, sizes) ? 0f : scalars[ConjugateGradientKernels.StepLength];
        valueReal[i] = ScalarMath.Fma(step, directionReal[i], valueReal[i]);
        valueImaginary[i] = ScalarMath.Fma(step, directionImaginary[i], valueImaginary[i]);
        gradientReal[i] = real[i] = ScalarMath.Fma(-step, real[i], gradientReal[i]);
        gradientImaginary[i] = imaginary[i] = ScalarMath.Fma(-step, imaginary[i], gradientImaginary[i]);
    }

    /// <summary>The next direction, preconditioned gradient + t direction, and a copy of it to be filtered.</summary>
    [Kernel]
    internal static void Turn(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> directionReal, ArrayView<float> directionImaginary,
        ArrayView<float> scalars, KnownRegionShape sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        float turn = scalars[ConjugateGradientKernels.TurnShare];
        float outside = IsKnown((int)column, sizes) ? 0f : 1f;
        directionReal[i] = real[i] = ScalarMath.Fma(turn, directionReal[i], outside * real[i]);
        directionImaginary[i] = imaginary[i] = ScalarMath.Fma(turn, directionImaginary[i], outside * imaginary[i]);
    }

    /// <summary>Takes the value as the picture; what lies beyond the rectangle is told by its blurred picture: value and gradient, less the residual.</summary>
    [Kernel]
    internal static void Conclude(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> valueReal, ArrayView<float> valueImaginary,
        ArrayView<float> beyondReal, ArrayView<float> beyondImaginary, ArrayView<float> gradientReal, ArrayView<float> gradientImaginary,
        KnownRegionShape sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        long i = column + ((((long)Grid.IdxZ * sizes.Rows) + Grid.IdxY) * sizes.Pitch);
        float re = valueReal[i], im = valueImaginary[i];
        real[i] = re;
        imaginary[i] = im;
        beyondReal[i] += re + gradientReal[i];
        beyondImaginary[i] += im + gradientImaginary[i];
    }

    /// <summary>The filters of conjugate gradients, with the scale of an inverse transform: alpha / (M(|F|^2) + alpha) and M(|F|^2) + alpha.</summary>
    [Kernel]
    internal static void Weights(
        ArrayView<float> power, ArrayView<float> divisor, ArrayView<float> multiplier, SpectralShape shape, float scale)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long i = column + ((long)Grid.IdxY * shape.Pitch);
        divisor[i] = scale * shape.Alpha / (power[i] + shape.Alpha);
        multiplier[i] = scale * (power[i] + shape.Alpha);
    }

    /// <summary>Whether an element of the grid lies in the known rectangle.</summary>
    internal static bool IsKnown(int column, KnownRegionShape sizes) =>
        Grid.IdxY >= sizes.Top && Grid.IdxY < sizes.Bottom && column >= sizes.Left && column < sizes.Right;
}
