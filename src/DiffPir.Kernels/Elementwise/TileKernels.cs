using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Kernels that move a tile out of planar images and back. Grid: x is the tile's column, y its row, z the plane (image and channel).</summary>
internal static class TileKernels
{
    /// <summary>tile = the images there.</summary>
    [Kernel]
    internal static void Cut(ArrayView<float> tile, ArrayView<float> images, TileShape shape)
    {
        int column = Grid.GlobalIndex.X, row = Grid.IdxY, plane = Grid.IdxZ;
        if (column < shape.TileColumns)
        {
            tile[shape.InTile(plane, row, column)] = images[shape.InImage(plane, row, column)];
        }
    }

    /// <summary>The images there = tile.</summary>
    [Kernel]
    internal static void Paste(ArrayView<float> images, ArrayView<float> tile, TileShape shape)
    {
        int column = Grid.GlobalIndex.X, row = Grid.IdxY, plane = Grid.IdxZ;
        if (column < shape.TileColumns)
        {
            images[shape.InImage(plane, row, column)] = tile[shape.InTile(plane, row, column)];
        }
    }

    /// <summary>The images there += rowWeights[row] columnWeights[column] tile.</summary>
    [Kernel]
    internal static void AddWeighted(
        ArrayView<float> images, ArrayView<float> tile, ArrayView<float> rowWeights, ArrayView<float> columnWeights, TileShape shape)
    {
        int column = Grid.GlobalIndex.X, row = Grid.IdxY, plane = Grid.IdxZ;
        if (column < shape.TileColumns)
        {
            long i = shape.InImage(plane, row, column);
            images[i] = ScalarMath.Fma(rowWeights[row] * columnWeights[column], tile[shape.InTile(plane, row, column)], images[i]);
        }
    }
}
