using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Pointwise step of Bluestein's transform on complex planes (layout: <see cref="ComplexPlanes"/>): target row = source row times the
/// constant of the row, rows beyond the table = 0. One work-item an element: x of the grid is the column, y the row, z the plane.
/// </summary>
internal static class BluesteinKernels
{
    [Kernel]
    internal static void ScaleRows(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> tableReal, ArrayView<float> tableImaginary, RowScaling sizes)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= sizes.Columns)
        {
            return;
        }

        int row = Grid.IdxY;
        long to = column + ((((long)Grid.IdxZ * sizes.TargetRows) + row) * sizes.Pitch);
        if (row >= sizes.Rows)
        {
            targetReal[to] = 0f;
            targetImaginary[to] = 0f;
            return;
        }

        long from = column + ((((long)Grid.IdxZ * sizes.SourceRows) + row) * sizes.Pitch);
        var value = new ComplexValue(sourceReal[from], sourceImaginary[from]) * new ComplexValue(tableReal[row], tableImaginary[row]);
        targetReal[to] = value.Real;
        targetImaginary[to] = value.Imaginary;
    }
}
