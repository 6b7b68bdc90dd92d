namespace DiffPir.Kernels.Solvers;

/// <summary>The rectangle of a measurement that was observed; what lies around it is unknown.</summary>
/// <param name="Top">Rows above it.</param>
/// <param name="Left">Columns left of it.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
public readonly record struct KnownRegion(int Top, int Left, int Rows, int Columns);
