using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Conjugate gradients of <see cref="KnownRegionKernels"/> for processors, which leave alone what lies inside of the known rectangle, nearly all of a large
/// picture: filters take it for 0 (<see cref="Fourier.FourierTransform.Filter"/>). A work-item takes the margins of a row, by vectors that begin at multiples
/// of sixteen columns; vectors that the rectangle shares become 0 inside of it, those that lie in it altogether stay as they are. Grid: x is the row, y the plane.
/// </summary>
internal static class RowKnownRegionKernels
{
    private const int Width = 16;

    /// <summary>The next direction, preconditioned gradient + t direction, and a copy of it to be filtered.</summary>
    [Kernel]
    internal static void Turn(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> directionReal, ArrayView<float> directionImaginary, ArrayView<float> scalars,
        KnownRegionShape sizes)
    {
        long row = RowOf(sizes);
        float turn = scalars[ConjugateGradientKernels.TurnShare];
        for (int side = 0; side < 2; side++)
        {
            int end = EndOf(side, sizes);
            for (int column = BeginOf(side, sizes); column < end; column += Width)
            {
                long i = row + column;
                Lane.AddScaled<Lanes16>(ref real[i], turn, ref directionReal[i]);
                Lane.AddScaled<Lanes16>(ref imaginary[i], turn, ref directionImaginary[i]);
                Clear(real, imaginary, row, column, sizes);
                Lane.Copy<Lanes16>(ref directionReal[i], ref real[i]);
                Lane.Copy<Lanes16>(ref directionImaginary[i], ref imaginary[i]);
            }
        }
    }

    /// <summary>
    /// A step along the direction d, whose filtered form S d is given: value += s d, gradient -= s S d outside the known rectangle. A copy of the gradient
    /// takes the place of S d.
    /// </summary>
    [Kernel]
    internal static void Step(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> valueReal, ArrayView<float> valueImaginary,
        ArrayView<float> gradientReal, ArrayView<float> gradientImaginary, ArrayView<float> directionReal, ArrayView<float> directionImaginary,
        ArrayView<float> scalars, KnownRegionShape sizes)
    {
        long row = RowOf(sizes);
        float step = scalars[ConjugateGradientKernels.StepLength];
        for (int side = 0; side < 2; side++)
        {
            int end = EndOf(side, sizes);
            for (int column = BeginOf(side, sizes); column < end; column += Width)
            {
                // Inside of the rectangle the direction is 0.
                long i = row + column;
                Lane.AddScaled<Lanes16>(ref valueReal[i], step, ref directionReal[i]);
                Lane.AddScaled<Lanes16>(ref valueImaginary[i], step, ref directionImaginary[i]);
                Lane.AddScaled<Lanes16>(ref gradientReal[i], -step, ref real[i]);
                Lane.AddScaled<Lanes16>(ref gradientImaginary[i], -step, ref imaginary[i]);
                Clear(gradientReal, gradientImaginary, row, column, sizes);
                Lane.Copy<Lanes16>(ref real[i], ref gradientReal[i]);
                Lane.Copy<Lanes16>(ref imaginary[i], ref gradientImaginary[i]);
            }
        }
    }

    private static long RowOf(KnownRegionShape sizes) => (((long)Grid.IdxY * sizes.Rows) + Grid.IdxX) * sizes.Pitch;

    private static bool Crosses(KnownRegionShape sizes) => Grid.IdxX >= sizes.Top && Grid.IdxX < sizes.Bottom;

    /// <summary>Where the vectors of a side begin: 0 is the whole row or what lies before the rectangle, 1 what lies behind it.</summary>
    private static int BeginOf(int side, KnownRegionShape sizes) =>
        side == 0 ? 0 : Crosses(sizes) ? IntrinsicMath.Max(sizes.Right / Width * Width, EndOf(0, sizes)) : sizes.Columns;

    private static int EndOf(int side, KnownRegionShape sizes) =>
        side == 0 && Crosses(sizes) ? (sizes.Left + Width - 1) / Width * Width : sizes.Columns;

    /// <summary>Sets to 0 what a vector shares with the rectangle.</summary>
    private static void Clear(ArrayView<float> real, ArrayView<float> imaginary, long row, int column, KnownRegionShape sizes)
    {
        if (Crosses(sizes))
        {
            int end = IntrinsicMath.Min(column + Width, sizes.Right);
            for (int x = IntrinsicMath.Max(column, sizes.Left); x < end; x++)
            {
                real[row + x] = imaginary[row + x] = 0f;
            }
        }
    }
}
