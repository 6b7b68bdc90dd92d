using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>How far a restoration is.</summary>
/// <param name="Done">Steps finished.</param>
/// <param name="Total">Steps in all.</param>
internal readonly record struct StepReport(int Done, int Total)
{
    /// <summary>Work done, of which there is as much as there are steps; other than <see cref="Done"/> where some steps take less than others.</summary>
    public double Work { get; init; } = Done;

    /// <summary>Brings the clean picture that this step expects, while the report is received; null where there is none.</summary>
    public Func<PlanarImage>? Expected { get; init; }
}
