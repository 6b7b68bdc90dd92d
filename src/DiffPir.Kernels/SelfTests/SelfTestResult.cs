namespace DiffPir.Kernels.SelfTests;

/// <summary>What became of one operation in a device's self-test.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Error">Relative Euclidean distance from the plain definition; NaN where the device computed none, or no numbers.</param>
/// <param name="Bound">The largest error that passes.</param>
/// <param name="Milliseconds">Its time, kernels compiled where they were not yet.</param>
/// <param name="Problem">Why it could not be computed; null where it was.</param>
public sealed record SelfTestResult(string Operation, double Error, double Bound, double Milliseconds, string? Problem)
{
    /// <summary>True where the device computes the operation as it is defined.</summary>
    public bool Passed => Problem is null && Error <= Bound;
}
