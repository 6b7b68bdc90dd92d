namespace DiffPir.Kernels.Resizing;

/// <summary>Sizes of a resize along one direction.</summary>
/// <param name="Columns">Columns written.</param>
/// <param name="SourceRows">Rows of a plane read.</param>
/// <param name="SourcePitch">Distance of two rows read.</param>
/// <param name="TargetRows">Rows of a plane written (more may exist).</param>
/// <param name="TargetPitch">Distance of two rows written.</param>
/// <param name="Taps">Taps of an output.</param>
internal readonly record struct ResizeShape(
    int Columns, int SourceRows, int SourcePitch, int TargetRows, int TargetPitch, int Taps);
