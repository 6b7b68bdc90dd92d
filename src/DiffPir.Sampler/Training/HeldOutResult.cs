namespace DiffPir.Sampler.Training;

/// <summary>What the averaged weights reach on photographs that are not trained on: always the same squares and the same noise.</summary>
/// <param name="Loss">Mean squared error of the predicted noise, time steps spread evenly over the schedule.</param>
/// <param name="Quarters">The same by quarter of the schedule, the one with the least noise first.</param>
/// <param name="RestorationPsnr">Mean PSNR in dB of a fixed restoration of a few squares.</param>
public sealed record HeldOutResult(double Loss, IReadOnlyList<double> Quarters, double RestorationPsnr);
