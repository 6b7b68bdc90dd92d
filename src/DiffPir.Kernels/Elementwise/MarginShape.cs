namespace DiffPir.Kernels.Elementwise;

/// <summary>Sizes for kernels that touch a part of planar images.</summary>
/// <param name="Rows">Rows of a plane.</param>
/// <param name="Columns">Columns of a plane.</param>
/// <param name="InnerRows">Rows of the part, from the top (or of the reduced picture).</param>
/// <param name="InnerColumns">Columns of the part, from the left (or of the reduced picture).</param>
/// <param name="Scale">Reduction along each side, where there is one.</param>
internal readonly record struct MarginShape(int Rows, int Columns, int InnerRows, int InnerColumns, int Scale);
