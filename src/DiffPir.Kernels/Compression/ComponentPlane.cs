namespace DiffPir.Kernels.Compression;

/// <summary>
/// How the plane of a component of a compressed picture (its luma, or a colour difference at full or lower resolution) lies on a canvas of red,
/// green and blue: its element (r, c) stands for the pixels of rows RowStep r - RowPhase and on, RowStep of them, and likewise of the columns.
/// What lies beyond the picture repeats its edge.
/// </summary>
/// <param name="CanvasRows">Rows of the canvas.</param>
/// <param name="CanvasColumns">Columns of the canvas.</param>
/// <param name="Height">Rows of the picture, the top part of the canvas.</param>
/// <param name="Width">Columns of the picture.</param>
/// <param name="Rows">Rows of the plane.</param>
/// <param name="Columns">Columns of the plane.</param>
/// <param name="RowStep">Pixels that an element covers along a column.</param>
/// <param name="ColumnStep">Pixels that an element covers along a row.</param>
/// <param name="RowPhase">Rows of the plane's pixels above the picture.</param>
/// <param name="ColumnPhase">Columns of the plane's pixels left of the picture.</param>
public readonly record struct ComponentPlane(
    int CanvasRows, int CanvasColumns, int Height, int Width, int Rows, int Columns, int RowStep, int ColumnStep, int RowPhase, int ColumnPhase)
{
    /// <summary>Pixels of a channel of the canvas.</summary>
    internal long Channel => (long)CanvasRows * CanvasColumns;
}
