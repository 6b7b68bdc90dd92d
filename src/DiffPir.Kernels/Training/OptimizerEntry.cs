namespace DiffPir.Kernels.Training;

/// <summary>Places in the table that steps of training leave behind.</summary>
internal static class OptimizerEntry
{
    /// <summary>Sum of the losses since the table was read, and their number.</summary>
    public const int Loss = 0, Losses = 1;

    /// <summary>Factor on the gradients of the current step; 0 for one that is left out.</summary>
    public const int Factor = 2;

    /// <summary>Steps that were left out since the table was read, and without a step between until now.</summary>
    public const int Skipped = 3, SkippedInARow = 4;

    /// <summary>Places.</summary>
    public const int Count = 8;
}
