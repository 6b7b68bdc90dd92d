using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Moves tiles out of planar images and back. Calls enqueue only.</summary>
public static class TileOperations
{
    /// <summary>Makes every element 0.</summary>
    public static void Clear(ComputeDevice device, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(x);
        x.View.MemSetToZero(device.Stream);
    }

    /// <summary>Copies what lies in the images under a tile with its top left corner at (top, left).</summary>
    /// <exception cref="ArgumentException">The tile exceeds the images, or has other channels.</exception>
    public static void Cut(ComputeDevice device, Tensor tile, Tensor images, int top, int left)
    {
        var shape = Place(device, tile, images, top, left);
        device.Load<ArrayView<float>, ArrayView<float>, TileShape>(TileKernels.Cut)(
            ColumnGrid.Config(device, shape.TileColumns, shape.TileRows, tile.Shape.N * tile.Shape.C), tile.View, images.View, shape);
    }

    /// <summary>Replaces what lies in the images under a tile with its top left corner at (top, left) by the tile.</summary>
    /// <exception cref="ArgumentException">The tile exceeds the images, or has other channels.</exception>
    public static void Paste(ComputeDevice device, Tensor images, Tensor tile, int top, int left)
    {
        var shape = Place(device, tile, images, top, left);
        device.Load<ArrayView<float>, ArrayView<float>, TileShape>(TileKernels.Paste)(
            ColumnGrid.Config(device, shape.TileColumns, shape.TileRows, tile.Shape.N * tile.Shape.C), images.View, tile.View, shape);
    }

    /// <summary>Adds a tile to what lies under it, each pixel times the weight of its row and that of its column.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="images">Added to.</param>
    /// <param name="tile">What is added.</param>
    /// <param name="top">The tile's first row in the images.</param>
    /// <param name="left">The tile's first column in the images.</param>
    /// <param name="rowWeights">A weight for each row of the tile.</param>
    /// <param name="columnWeights">A weight for each column of the tile.</param>
    /// <exception cref="ArgumentException">The tile exceeds the images, has other channels, or there are more or fewer weights.</exception>
    public static void AddWeighted(
        ComputeDevice device, Tensor images, Tensor tile, int top, int left, Tensor rowWeights, Tensor columnWeights)
    {
        var shape = Place(device, tile, images, top, left);
        ArgumentNullException.ThrowIfNull(rowWeights);
        ArgumentNullException.ThrowIfNull(columnWeights);
        if (rowWeights.Shape.Elements != shape.TileRows || columnWeights.Shape.Elements != shape.TileColumns)
        {
            throw new ArgumentException($"weights {rowWeights.Shape} and {columnWeights.Shape} do not fit a tile {tile.Shape}", nameof(rowWeights));
        }

        device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, TileShape>(TileKernels.AddWeighted)(
            ColumnGrid.Config(device, shape.TileColumns, shape.TileRows, tile.Shape.N * tile.Shape.C),
            images.View, tile.View, rowWeights.View, columnWeights.View, shape);
    }

    private static TileShape Place(ComputeDevice device, Tensor tile, Tensor images, int top, int left)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(tile);
        ArgumentNullException.ThrowIfNull(images);
        var (small, large) = (tile.Shape, images.Shape);
        if ((small.N, small.C) != (large.N, large.C) || top < 0 || left < 0 || top > large.H - small.H || left > large.W - small.W)
        {
            throw new ArgumentException($"a tile {small} at row {top} and column {left} does not fit images {large}", nameof(tile));
        }

        return new(large.H, large.W, small.H, small.W, top, left);
    }
}
