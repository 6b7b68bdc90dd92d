namespace DiffPir.Kernels.Training;

/// <summary>What the steps since the latest report have left behind.</summary>
/// <param name="Loss">Mean loss; NaN where no step had one.</param>
/// <param name="Skipped">Steps that were left out because loss or gradients were no numbers.</param>
/// <param name="SkippedInARow">How many of these follow each other up to now.</param>
public sealed record StepReport(double Loss, int Skipped, int SkippedInARow);
