using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A UNet as two graphs: what depends on the time alone is computed once for a whole schedule, the rest at every evaluation.</summary>
/// <param name="Noise">From the noisy image to the noise. Its conditioning table is <paramref name="Conditioning"/>'s result.</param>
/// <param name="Conditioning">From a one-channel map of time steps, one a pixel, to the scales and shifts of all residual blocks.</param>
public sealed record UNetGraphs(Graph Noise, Graph Conditioning);
