namespace DiffPir.Sampler;

/// <summary>Rows and columns by which a measurement is extended on each side before it is solved.</summary>
/// <param name="Top">Rows above it.</param>
/// <param name="Left">Columns left of it.</param>
/// <param name="Bottom">Rows below it.</param>
/// <param name="Right">Columns right of it.</param>
internal readonly record struct Margins(int Top, int Left, int Bottom, int Right);
