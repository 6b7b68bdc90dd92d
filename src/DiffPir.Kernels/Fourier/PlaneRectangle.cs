namespace DiffPir.Kernels.Fourier;

/// <summary>A rectangle of complex planes; the default one is empty.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Bottom">Row after the last one.</param>
/// <param name="Right">Column after the last one.</param>
internal readonly record struct PlaneRectangle(int Top, int Left, int Bottom, int Right);
