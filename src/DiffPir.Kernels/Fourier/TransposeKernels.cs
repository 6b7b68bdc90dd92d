using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Exchanges rows and columns of complex planes (layout: <see cref="ComplexPlanes"/>). One work-item an element: x of the grid is the
/// column written, so that writes are contiguous; y the row written, z the plane.
/// </summary>
internal static class TransposeKernels
{
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
}
