using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Exchanges rows and columns of complex planes (layout: <see cref="ComplexPlanes"/>): x of the grid is the
/// column written, so that writes are contiguous; y the row written, z the plane.
/// </summary>
internal static class TransposeKernels
{
    /// <summary>One work-item an element.</summary>
    [Kernel]
    internal static void Transpose(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        PlaneExchange sizes)
    {
        long row = Grid.LongGlobalIndex.X;
        if (row >= sizes.SourceRows)
        {
            return;
        }

        int column = Grid.IdxY;
        long from = (((Grid.IdxZ * (long)sizes.SourceRows) + row) * sizes.SourcePitch) + column;
        long to = (((Grid.IdxZ * (long)sizes.SourceColumns) + column) * sizes.TargetPitch) + row;
        targetReal[to] = sourceReal[from];
        targetImaginary[to] = sourceImaginary[from];
    }

    /// <summary>
    /// The same for processors. One work-item takes T.Width rows, square by square; what is left of rows and columns it takes one by one. Grid: x of
    /// the rows, y the plane.
    /// </summary>
    [Kernel(typeof(Lanes16))]
    internal static void TransposeSquares<T>(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        PlaneExchange sizes)
        where T : struct, ILanes
    {
        int width = default(T).Width, row = Grid.IdxX * width, rows = sizes.SourceRows - row, column = 0;
        long from = ((Grid.IdxY * (long)sizes.SourceRows) + row) * sizes.SourcePitch;
        long to = (Grid.IdxY * (long)sizes.SourceColumns * sizes.TargetPitch) + row;
        if (rows >= width)
        {
            rows = width;
            for (; column + width <= sizes.SourceColumns; column += width)
            {
                long at = to + ((long)column * sizes.TargetPitch);
                Lane.Transpose<T>(ref targetReal[at], sizes.TargetPitch, ref sourceReal[from + column], sizes.SourcePitch);
                Lane.Transpose<T>(ref targetImaginary[at], sizes.TargetPitch, ref sourceImaginary[from + column], sizes.SourcePitch);
            }
        }

        for (; column < sizes.SourceColumns; column++)
        {
            for (int i = 0; i < rows; i++)
            {
                long at = to + ((long)column * sizes.TargetPitch) + i, source = from + ((long)i * sizes.SourcePitch) + column;
                targetReal[at] = sourceReal[source];
                targetImaginary[at] = sourceImaginary[source];
            }
        }
    }
}
