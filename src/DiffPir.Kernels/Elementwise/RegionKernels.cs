using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>
/// Kernels that treat pixels of planar images by their place. Grid: x is the column, y the row, z the plane (image and channel).
/// </summary>
internal static class RegionKernels
{
    /// <summary>Fills the margins at the bottom and right by mirroring the inner part at its edges, again and again if need be.</summary>
    [Kernel]
    internal static void MirrorMargins(ArrayView<float> x, PartShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        int row = Grid.IdxY;
        if (column >= shape.Columns || (row < shape.PartRows && column < shape.PartColumns))
        {
            return;
        }

        long plane = (long)Grid.IdxZ * shape.Rows * shape.Columns;
        int fromRow = Mirror(row, shape.PartRows), fromColumn = Mirror((int)column, shape.PartColumns);
        x[plane + ((long)row * shape.Columns) + column] = x[plane + ((long)fromRow * shape.Columns) + fromColumn];
    }

    /// <summary>x[row, column] += step * (target - current)[row / scale, column / scale]: replicates each reduced pixel over its block.</summary>
    [Kernel]
    internal static void AddReplicated(ArrayView<float> x, ArrayView<float> target, ArrayView<float> current, float step, PartShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= (long)shape.PartColumns * shape.Scale)
        {
            return;
        }

        long small = ((((long)Grid.IdxZ * shape.PartRows) + (Grid.IdxY / shape.Scale)) * shape.PartColumns) + (column / shape.Scale);
        long i = ((((long)Grid.IdxZ * shape.Rows) + Grid.IdxY) * shape.Columns) + column;
        x[i] = ScalarMath.Fma(step, target[small] - current[small], x[i]);
    }

    private static int Mirror(int index, int length)
    {
        int folded = index % (2 * length);
        return folded < length ? folded : (2 * length) - 1 - folded;
    }
}
