using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>How far a restoration is.</summary>
/// <param name="Done">Steps finished.</param>
/// <param name="Total">Steps in all.</param>
internal readonly record struct StepReport(int Done, int Total)
{
    /// <summary>Brings the clean picture that this step expects, while the report is received; null where there is none.</summary>
    public Func<PlanarImage>? Expected { get; init; }
}
