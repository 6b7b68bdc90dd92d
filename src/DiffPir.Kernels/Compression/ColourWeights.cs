namespace DiffPir.Kernels.Compression;

/// <summary>A factor for each of red, green and blue.</summary>
/// <param name="Red">Of red.</param>
/// <param name="Green">Of green.</param>
/// <param name="Blue">Of blue.</param>
public readonly record struct ColourWeights(float Red, float Green, float Blue);
