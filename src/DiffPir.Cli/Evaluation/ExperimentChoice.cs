using System.Globalization;

namespace DiffPir.Cli.Evaluation;

/// <summary>What the command line says of an experiment besides its file.</summary>
/// <param name="Folder">The folder of sharp pictures; null for the file's.</param>
/// <param name="Report">The folder of the results; null for results/TASK.</param>
/// <param name="Limit">Most pictures taken.</param>
/// <param name="Model">The prior by name; null for the file's.</param>
/// <param name="Tile">Longest side of a tile, null for the whole picture at once.</param>
/// <param name="TileIsGiven">Whether the command line says it.</param>
internal sealed record ExperimentChoice(string? Folder, string? Report, int Limit, string? Model, int? Tile, bool TileIsGiven)
{
    /// <summary>The folder of the results.</summary>
    /// <param name="task">The task's word.</param>
    /// <param name="lambda">The value of a sweep, each of which has a folder of its own; null for none.</param>
    public string ReportOf(string task, double? lambda)
    {
        string report = Report ?? Path.Combine("results", task);
        return lambda is null ? report : Path.Combine(report, string.Create(CultureInfo.InvariantCulture, $"lambda-{lambda}"));
    }
}
