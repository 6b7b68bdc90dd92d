namespace DiffPir.Kernels.Gradients;

/// <summary>What stays in memory between a prediction and its gradient; what does not is computed again. The gradient is the same, bit for bit.</summary>
public enum GradientMemory
{
    /// <summary>Everything that the gradient reads.</summary>
    Keep,

    /// <summary>All but what a pass over a kept value gives: normalisations, activations, changes of resolution. Costs next to no time.</summary>
    Recompute,

    /// <summary>Only what several operations read: the ends of blocks. Costs almost a second prediction.</summary>
    Checkpoint,
}
