namespace DiffPir.Kernels.Elementwise;

/// <summary>Sizes for kernels that move a tile out of planar images and back.</summary>
/// <param name="Rows">Rows of a plane of the images.</param>
/// <param name="Columns">Columns of a plane of the images.</param>
/// <param name="TileRows">Rows of the tile.</param>
/// <param name="TileColumns">Columns of the tile.</param>
/// <param name="Top">First row of the tile in the images.</param>
/// <param name="Left">First column of the tile in the images.</param>
internal readonly record struct TileShape(int Rows, int Columns, int TileRows, int TileColumns, int Top, int Left)
{
    /// <summary>Index of a pixel of the tile in the tile.</summary>
    public long InTile(int plane, int row, int column) => ((((long)plane * TileRows) + row) * TileColumns) + column;

    /// <summary>Index of a pixel of the tile in the images.</summary>
    public long InImage(int plane, int row, int column) => ((((long)plane * Rows) + Top + row) * Columns) + Left + column;
}
