using DiffPir.Kernels;

namespace DiffPir.Cli.Options;

/// <summary>Where to compute.</summary>
/// <param name="Selector"><c>auto</c>, <c>cuda[:n]</c>, <c>opencl[:n]</c> or <c>cpu</c>.</param>
/// <param name="Threads">Processor threads, 0 for all.</param>
/// <param name="Precision">Number format in which convolutions multiply.</param>
internal sealed record DeviceChoice(string Selector, int Threads, Precision Precision);
