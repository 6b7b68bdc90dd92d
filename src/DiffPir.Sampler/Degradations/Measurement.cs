namespace DiffPir.Sampler;

/// <summary>What was observed, y = H x + n.</summary>
/// <param name="Image">y, nominal [0,1]; neither clipping nor quantisation is assumed.</param>
/// <param name="NoiseLevel">Standard deviation of n in grey levels, 0..255.</param>
/// <param name="Degradation">H.</param>
public sealed record Measurement(PlanarImage Image, double NoiseLevel, Degradation Degradation);
