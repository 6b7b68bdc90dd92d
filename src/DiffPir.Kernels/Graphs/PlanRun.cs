using ILGPU;

namespace DiffPir.Kernels;

/// <summary>What changes from one run of a plan to the next.</summary>
/// <param name="Tensors">Planar N x C x H x W tensors: the graph's inputs, then its outputs.</param>
/// <param name="Conditioning">Table [channel][step] of everything that depends on the time step alone.</param>
/// <param name="Step">Column of the table for this run.</param>
internal readonly record struct PlanRun(IReadOnlyList<ArrayView<float>> Tensors, ArrayView<float> Conditioning, int Step)
{
    /// <summary>Enqueues the kernels of steps, in order.</summary>
    public void Launch(IReadOnlyList<PlanStep> steps)
    {
        foreach (var step in steps)
        {
            step.Launch(this);
        }
    }
}
