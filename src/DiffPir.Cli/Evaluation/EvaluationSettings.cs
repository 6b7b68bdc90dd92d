using DiffPir.Cli.Options;

namespace DiffPir.Cli.Evaluation;

/// <summary>What an evaluation does with every picture.</summary>
/// <param name="Folder">The folder of the sharp pictures.</param>
/// <param name="Task">What happens to them.</param>
/// <param name="Blur">The blur as it was given, or null.</param>
/// <param name="Box">The hole of an inpainting, or null.</param>
/// <param name="RandomShare">The share of pixels that an inpainting loses, or null.</param>
/// <param name="Entries">The methods with their settings.</param>
/// <param name="Model">The prior.</param>
/// <param name="ModelName">The prior as it was given.</param>
/// <param name="Seed">Seed of the first picture; each following one has the next.</param>
/// <param name="Limit">Most pictures taken.</param>
/// <param name="Report">The folder of the results.</param>
/// <param name="Configured">Settings of the methods that are not their own defaults, as text.</param>
internal sealed record EvaluationSettings(
    string Folder,
    TaskChoice Task,
    string? Blur,
    BoxSpec? Box,
    double? RandomShare,
    IReadOnlyList<EvaluationEntry> Entries,
    ModelChoice Model,
    string ModelName,
    ulong Seed,
    int Limit,
    string Report,
    string Configured = "")
{
    /// <summary>Everything that the degraded pictures and the references depend on, as one line: a table must not mix two of these.</summary>
    public string Fingerprint => FormattableString.Invariant(
        $"{TaskRules.Word(Task.Kind)} scale={Task.Scale} {(Task.Reduction == Reduction.Average ? "reduction=average " : "")}blur={Blur} kernel={Task.KernelPath} mask={Task.MaskPath} box={Box?.Width}x{Box?.Height} ")
        + FormattableString.Invariant($"random={RandomShare} noise={Task.Noise} boundary={Task.Boundary} seed={Seed} model={ModelName} tile={Model.TileSide}")
        + (Configured.Length > 0 ? $" {Configured}" : "");
}
