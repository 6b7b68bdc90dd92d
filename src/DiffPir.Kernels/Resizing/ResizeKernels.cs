using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Resizing;

/// <summary>
/// Separable resize of planar images by tables of taps (<see cref="ResizeTaps"/>). One work-item an output: x of the grid is the
/// column, y the row, z the plane (image and channel).
/// </summary>
internal static class ResizeKernels
{
    /// <summary>Along columns: target[row, o] = sum of weights times source[row, index].</summary>
    [Kernel]
    internal static void Horizontal(
        ArrayView<float> source, ArrayView<float> target, ArrayView<int> indices, ArrayView<float> weights, ResizeShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long row = (((long)Grid.IdxZ * shape.SourceRows) + Grid.IdxY) * shape.SourcePitch, tap = column * shape.Taps;
        float sum = 0f;
        for (int k = 0; k < shape.Taps; k++)
        {
            sum = ScalarMath.Fma(weights[tap + k], source[row + indices[tap + k]], sum);
        }

        target[column + ((((long)Grid.IdxZ * shape.TargetRows) + Grid.IdxY) * shape.TargetPitch)] = sum;
    }

    /// <summary>Along rows: target[o, column] = sum of weights times source[index, column].</summary>
    [Kernel]
    internal static void Vertical(
        ArrayView<float> source, ArrayView<float> target, ArrayView<int> indices, ArrayView<float> weights, ResizeShape shape)
    {
        long column = Grid.LongGlobalIndex.X;
        if (column >= shape.Columns)
        {
            return;
        }

        long plane = ((long)Grid.IdxZ * shape.SourceRows * shape.SourcePitch) + column, tap = (long)Grid.IdxY * shape.Taps;
        float sum = 0f;
        for (int k = 0; k < shape.Taps; k++)
        {
            sum = ScalarMath.Fma(weights[tap + k], source[plane + ((long)indices[tap + k] * shape.SourcePitch)], sum);
        }

        target[column + ((((long)Grid.IdxZ * shape.TargetRows) + Grid.IdxY) * shape.TargetPitch)] = sum;
    }
}
