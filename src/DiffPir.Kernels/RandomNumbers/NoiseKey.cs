namespace DiffPir.Kernels.RandomNumbers;

/// <summary>Names one field of noise. The same key gives the same bits on every device, for every batch and size of a batch.</summary>
/// <param name="Seed">The user's seed.</param>
/// <param name="Image">Number of the image; in a batch, of its first image.</param>
/// <param name="Step">Position in the sampling loop.</param>
/// <param name="Draw">Which of several draws of a step.</param>
public readonly record struct NoiseKey(ulong Seed, uint Image, uint Step, uint Draw);
