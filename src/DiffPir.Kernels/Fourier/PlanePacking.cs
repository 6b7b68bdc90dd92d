namespace DiffPir.Kernels.Fourier;

/// <summary>Sizes for moving part of a planar real tensor into complex planes and back.</summary>
/// <param name="Rows">Rows moved, from the top.</param>
/// <param name="Columns">Columns moved, from the left.</param>
/// <param name="Pitch">Distance of two rows of the complex planes.</param>
/// <param name="TensorRows">Rows of the tensor.</param>
/// <param name="TensorColumns">Columns of the tensor.</param>
/// <param name="TensorPlanes">Images times channels of the tensor.</param>
/// <param name="Scale">Factor of each value moved.</param>
/// <param name="Shift">Summand of each value moved into the planes.</param>
internal readonly record struct PlanePacking(
    int Rows, int Columns, int Pitch, int TensorRows, int TensorColumns, int TensorPlanes, float Scale, float Shift);
