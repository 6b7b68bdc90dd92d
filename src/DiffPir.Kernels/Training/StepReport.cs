namespace DiffPir.Kernels.Training;

/// <summary>What the steps since the latest report have left behind.</summary>
/// <param name="Skipped">Steps that were left out because gradients were no numbers.</param>
/// <param name="SkippedInARow">How many of these follow each other up to now.</param>
public sealed record StepReport(int Skipped, int SkippedInARow);
