namespace DiffPir.Fuzz;

/// <summary>An input that a reader did not treat as it must.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Execution">The number of the execution, from 1.</param>
/// <param name="Problem">What happened.</param>
/// <param name="Input">The input.</param>
public sealed record FuzzFinding(string Target, long Execution, string Problem, byte[] Input);
