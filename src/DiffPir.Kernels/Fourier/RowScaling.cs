namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes for multiplying the rows of complex planes by constants.</summary>
/// <param name="Columns">Columns of a plane.</param>
/// <param name="Pitch">Distance of two rows in elements.</param>
/// <param name="SourceRows">Rows of a plane that is read.</param>
/// <param name="TargetRows">Rows of a plane that is written.</param>
/// <param name="Rows">Rows that have a constant; further rows of the target become 0.</param>
internal readonly record struct RowScaling(int Columns, int Pitch, int SourceRows, int TargetRows, int Rows);
