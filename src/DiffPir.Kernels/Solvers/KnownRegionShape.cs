namespace DiffPir.Kernels.Solvers;

/// <summary>The known rectangle of a measurement on complex planes.</summary>
/// <param name="Rows">Rows of the planes.</param>
/// <param name="Columns">Columns of the planes.</param>
/// <param name="Pitch">Distance of two rows.</param>
/// <param name="Top">First known row.</param>
/// <param name="Left">First known column.</param>
/// <param name="Bottom">Row after the last known one.</param>
/// <param name="Right">Column after the last known one.</param>
/// <param name="Scale">Factor of each value.</param>
internal readonly record struct KnownRegionShape(int Rows, int Columns, int Pitch, int Top, int Left, int Bottom, int Right, float Scale);
