using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Solvers;

/// <summary>
/// Conjugate gradients of <see cref="KnownRegionKernels"/> for processors, which leave alone what lies inside of the known rectangle, nearly all
/// of a large picture: filters take it for 0 (<see cref="Fourier.FourierTransform.Filter"/>). A work-item takes the margins of a row, by vectors
/// that begin at multiples of sixteen columns; vectors that the rectangle shares become 0 inside of it, those that lie in it altogether stay as
/// they are. Inner products are as in <see cref="GroupKnownRegionKernels"/>. Grid: x is the row, y the plane.
/// </summary>
internal static class RowKnownRegionKernels
{
    private const int Width = 16;

    /// <summary>As <see cref="GroupKnownRegionKernels.Turn"/>.</summary>
    [Kernel]
    internal static void Turn(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> direction, ArrayView<float> slopes, ArrayView<float> scalars,
        KnownRegionShape sizes)
    {
        long row = RowOf(sizes), half = direction.Length / 2;
        float turn = GroupKnownRegionKernels.TurnShare(Sum(slopes), scalars);
        for (int column = Next(-Width, sizes); column < sizes.Columns; column = Next(column, sizes))
        {
            long i = row + column, j = i + half;
            Lane.AddScaled<Lanes16>(ref real[i], turn, ref direction[i]);
            Lane.AddScaled<Lanes16>(ref imaginary[i], turn, ref direction[j]);
            Clear(real, row, column, sizes);
            Clear(imaginary, row, column, sizes);
            Lane.Copy<Lanes16>(ref direction[i], ref real[i]);
            Lane.Copy<Lanes16>(ref direction[j], ref imaginary[i]);
        }
    }

    /// <summary>As <see cref="GroupKnownRegionKernels.Step"/>.</summary>
    [Kernel]
    internal static void Step(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> value, ArrayView<float> gradient, ArrayView<float> direction,
        ArrayView<float> slopes, ArrayView<float> curvatures, ArrayView<float> scalars, KnownRegionShape sizes)
    {
        long row = RowOf(sizes), half = value.Length / 2;
        float slope = Sum(slopes), step = GroupKnownRegionKernels.StepLength(slope, Sum(curvatures));
        if (row == 0)
        {
            scalars[ConjugateGradientKernels.Slope] = slope;
        }

        for (int column = Next(-Width, sizes); column < sizes.Columns; column = Next(column, sizes))
        {
            // Inside of the rectangle the direction is 0.
            long i = row + column, j = i + half;
            Lane.AddScaled<Lanes16>(ref value[i], step, ref direction[i]);
            Lane.AddScaled<Lanes16>(ref value[j], step, ref direction[j]);
            Lane.AddScaled<Lanes16>(ref gradient[i], -step, ref real[i]);
            Lane.AddScaled<Lanes16>(ref gradient[j], -step, ref imaginary[i]);
            Clear(gradient, row, column, sizes);
            Clear(gradient, row + half, column, sizes);
            Lane.Copy<Lanes16>(ref real[i], ref gradient[i]);
            Lane.Copy<Lanes16>(ref imaginary[i], ref gradient[j]);
        }
    }

    private static float Sum(ArrayView<float> products)
    {
        float sum = 0f;
        for (int i = 0; i < products.IntLength; i++)
        {
            sum += products[i];
        }

        return sum;
    }

    private static long RowOf(KnownRegionShape sizes) => (((long)Grid.IdxY * sizes.Rows) + Grid.IdxX) * sizes.Pitch;

    private static bool Crosses(KnownRegionShape sizes) => Grid.IdxX >= sizes.Top && Grid.IdxX < sizes.Bottom;

    /// <summary>Where the vector after another begins that does not lie in the rectangle altogether.</summary>
    private static int Next(int column, KnownRegionShape sizes)
    {
        int next = column + Width, inner = (sizes.Left + Width - 1) / Width * Width, behind = sizes.Right / Width * Width;
        return Crosses(sizes) && next >= inner ? IntrinsicMath.Max(next, behind) : next;
    }

    /// <summary>Sets to 0 what a vector shares with the rectangle.</summary>
    private static void Clear(ArrayView<float> values, long row, int column, KnownRegionShape sizes)
    {
        if (Crosses(sizes))
        {
            int end = IntrinsicMath.Min(column + Width, sizes.Right);
            for (int x = IntrinsicMath.Max(column, sizes.Left); x < end; x++)
            {
                values[row + x] = 0f;
            }
        }
    }
}
