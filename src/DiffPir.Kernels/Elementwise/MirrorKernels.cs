using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>
/// Pictures and their doubled form, mirrored at the bottom and right edge (edge pixels repeated): continued periodically, the doubled form is
/// the picture mirrored for ever. Grid: x is the column, y the row, z the plane (image and channel).
/// </summary>
internal static class MirrorKernels
{
    /// <summary>doubled[row, column] = x[mirrored row, mirrored column]. One work-item an element of doubled.</summary>
    [Kernel]
    internal static void Unfold(ArrayView<float> x, ArrayView<float> doubled, PartShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        int row = Grid.IdxY, width = 2 * shape.PartColumns;
        if (column >= width)
        {
            return;
        }

        int fromRow = row < shape.PartRows ? row : (2 * shape.PartRows) - 1 - row;
        long fromColumn = column < shape.PartColumns ? column : width - 1 - column;
        doubled[((((long)Grid.IdxZ * 2 * shape.PartRows) + row) * width) + column] =
            x[((((long)Grid.IdxZ * shape.Rows) + fromRow) * shape.Columns) + fromColumn];
    }

    /// <summary>The transpose, times scale: x[row, column] = scale * the sum of the four that mirror it. One work-item an element of x.</summary>
    [Kernel]
    internal static void Fold(ArrayView<float> x, ArrayView<float> doubled, float scale, PartShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        int row = Grid.IdxY, width = 2 * shape.PartColumns;
        if (column >= shape.PartColumns)
        {
            return;
        }

        long plane = (long)Grid.IdxZ * 2 * shape.PartRows;
        long near = (plane + row) * width, far = (plane + (2 * shape.PartRows) - 1 - row) * width, opposite = width - 1 - column;
        x[((((long)Grid.IdxZ * shape.Rows) + row) * shape.Columns) + column] =
            scale * (doubled[near + column] + doubled[near + opposite] + (doubled[far + column] + doubled[far + opposite]));
    }
}
