namespace DiffPir.Sampler.Training;

/// <summary>How a training stands.</summary>
/// <param name="Steps">Steps taken since its beginning.</param>
/// <param name="Pictures">Squares seen since its beginning.</param>
/// <param name="Loss">Mean squared error of the predicted noise over the steps since the last report; NaN where there were none.</param>
/// <param name="HeldOut">The latest measurement on photographs that are not trained on.</param>
/// <param name="PicturesPerSecond">Speed since the last report, measurements not counted.</param>
/// <param name="Skipped">Steps since the last report that were left out because they were no numbers.</param>
/// <param name="Seconds">Time since the beginning.</param>
/// <param name="SecondsLeft">Time until its end; null where it has none, or nothing is known of the speed.</param>
public sealed record TrainingProgress(
    int Steps, long Pictures, double Loss, HeldOutResult HeldOut, double PicturesPerSecond, int Skipped, double Seconds, double? SecondsLeft);
