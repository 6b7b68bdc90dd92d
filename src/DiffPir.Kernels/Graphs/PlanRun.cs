using ILGPU;

namespace DiffPir.Kernels;

/// <summary>What changes from one run of a plan to the next.</summary>
/// <param name="Input">Planar N x C x H x W input.</param>
/// <param name="Output">Planar N x C x H x W output.</param>
/// <param name="Conditioning">Table [channel][step] of everything that depends on the time step alone.</param>
/// <param name="Step">Column of the table for this run.</param>
internal readonly record struct PlanRun(ArrayView<float> Input, ArrayView<float> Output, ArrayView<float> Conditioning, int Step);
