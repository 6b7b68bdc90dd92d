namespace DiffPir.Kernels;

/// <summary>What tuning found for one operation shape.</summary>
/// <param name="Key">The shape.</param>
/// <param name="Default">Candidate of the built-in rules.</param>
/// <param name="Best">Fastest candidate.</param>
/// <param name="DefaultMilliseconds">Median time of the former.</param>
/// <param name="BestMilliseconds">Median time of the latter.</param>
public sealed record TuningResult(string Key, string Default, string Best, double DefaultMilliseconds, double BestMilliseconds);
