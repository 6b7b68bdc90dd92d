namespace DiffPir.Cli.Reporting;

/// <summary>How far a restoration is.</summary>
/// <param name="Done">Steps finished.</param>
/// <param name="Total">Steps in all.</param>
internal readonly record struct StepReport(int Done, int Total);
