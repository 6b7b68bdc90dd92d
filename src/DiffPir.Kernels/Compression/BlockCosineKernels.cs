using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Compression;

/// <summary>
/// One direction of the cosine transform of 8x8 blocks: each element becomes the product of a row of the basis with the eight elements of its
/// block in that direction, to[8 b + k] = sum over n of basis[8 k + n] from[8 b + n]. Two calls make a transform of a picture; with the
/// basis transposed, its inverse. Planes have whole blocks. Grid: x is the column, y the row, z the plane. One work-item an element: against a
/// network's work the eight reads, all in one cache line or in rows that neighbours read as well, do not show.
/// </summary>
internal static class BlockCosineKernels
{
    private const int Side = BlockCosine.Side;

    /// <summary>Along rows: horizontal frequencies.</summary>
    [Kernel]
    internal static void AlongRows(ArrayView<float> from, ArrayView<float> to, ArrayView<float> basis, int rows, int columns)
    {
        int column = Grid.GlobalIndex.X;
        if (column >= columns)
        {
            return;
        }

        int k = column % Side;
        long row = (((long)Grid.IdxZ * rows) + Grid.IdxY) * columns, block = row + column - k;
        float sum = 0;
        for (int n = 0; n < Side; n++)
        {
            sum = ScalarMath.Fma(basis[(k * Side) + n], from[block + n], sum);
        }

        to[row + column] = sum;
    }

    /// <summary>Along columns: vertical frequencies.</summary>
    [Kernel]
    internal static void AlongColumns(ArrayView<float> from, ArrayView<float> to, ArrayView<float> basis, int rows, int columns)
    {
        int column = Grid.GlobalIndex.X;
        if (column >= columns)
        {
            return;
        }

        int k = Grid.IdxY % Side;
        long plane = (long)Grid.IdxZ * rows, block = ((plane + Grid.IdxY - k) * columns) + column;
        float sum = 0;
        for (int n = 0; n < Side; n++)
        {
            sum = ScalarMath.Fma(basis[(k * Side) + n], from[block + ((long)n * columns)], sum);
        }

        to[((plane + Grid.IdxY) * columns) + column] = sum;
    }
}
