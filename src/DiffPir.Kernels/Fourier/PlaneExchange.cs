namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes for exchanging rows and columns of complex planes.</summary>
/// <param name="SourceRows">Rows read.</param>
/// <param name="SourceColumns">Columns read.</param>
/// <param name="SourcePitch">Distance of two rows read.</param>
/// <param name="TargetPitch">Distance of two rows written.</param>
internal readonly record struct PlaneExchange(int SourceRows, int SourceColumns, int SourcePitch, int TargetPitch);
