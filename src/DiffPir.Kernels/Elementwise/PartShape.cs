namespace DiffPir.Kernels.Elementwise;

/// <summary>Sizes for kernels that touch the top left part of planar images.</summary>
/// <param name="Rows">Rows of a plane.</param>
/// <param name="Columns">Columns of a plane.</param>
/// <param name="PartRows">Rows of the part (or of the reduced picture).</param>
/// <param name="PartColumns">Columns of the part (or of the reduced picture).</param>
/// <param name="Scale">Reduction along each side, where there is one.</param>
internal readonly record struct PartShape(int Rows, int Columns, int PartRows, int PartColumns, int Scale);
