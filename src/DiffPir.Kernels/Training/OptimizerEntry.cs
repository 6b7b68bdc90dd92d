namespace DiffPir.Kernels.Training;

/// <summary>Places in the table that steps of training leave behind.</summary>
internal static class OptimizerEntry
{
    /// <summary>Factor on the gradients of the current step; 0 for one that is left out.</summary>
    public const int Factor = 0;

    /// <summary>Steps that were left out since the table was read, and without a step between until now.</summary>
    public const int Skipped = 1, SkippedInARow = 2;

    /// <summary>Places in what is kept of the loss's factor: it, and the steps since it changed or a step was left out.</summary>
    public const int LossFactor = 0, LossFactorSteps = 1, LossFactorCount = 2;

    /// <summary>Places.</summary>
    public const int Count = 4;
}
