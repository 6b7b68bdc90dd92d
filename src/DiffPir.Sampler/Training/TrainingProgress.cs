namespace DiffPir.Sampler.Training;

/// <summary>How a training stands.</summary>
/// <param name="Steps">Steps taken since its beginning.</param>
/// <param name="Pictures">Squares seen since its beginning.</param>
/// <param name="Loss">Mean squared error of the predicted noise over the steps since the last report; NaN where there were none.</param>
/// <param name="HeldOutLoss">The same for the averaged weights on photographs that are not trained on, always the same squares and noise.</param>
/// <param name="PicturesPerSecond">Speed since the last report.</param>
/// <param name="Skipped">Steps since the last report that were left out because they were no numbers.</param>
/// <param name="Seconds">Time since the beginning.</param>
public sealed record TrainingProgress(
    int Steps, long Pictures, double Loss, double HeldOutLoss, double PicturesPerSecond, int Skipped, double Seconds);
