namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>What was observed, y = H x + n.</summary>
internal sealed record Measurement(PlanarImage Image, double NoiseLevel, Degradation Degradation);
