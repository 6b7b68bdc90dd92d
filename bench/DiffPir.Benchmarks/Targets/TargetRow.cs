namespace DiffPir.Benchmarks.Targets;

/// <summary>One row of the table of targets.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">This engine's figure with its unit.</param>
/// <param name="Peer">What it is compared with, figure and unit first.</param>
/// <param name="Ratio">Of the two, with its unit.</param>
/// <param name="Target">What the ratio, or the figure, should be.</param>
/// <param name="Met">Whether it is; null where there is no target or no measurement.</param>
internal sealed record TargetRow(string What, string Measured, string Peer, string Ratio, string Target, bool? Met)
{
    /// <summary>The table's head.</summary>
    public const string Head = "| what | measured | peer | ratio | target | met |\n| --- | ---: | --- | ---: | --- | --- |";

    /// <summary>A row that says why there is no measurement.</summary>
    public static TargetRow Missing(string what, string target, string reason) =>
        new(what, $"not measured: {reason}", "-", "-", target, null);

    /// <summary>The row as Markdown.</summary>
    public override string ToString() =>
        $"| {What} | {Measured} | {Peer} | {Ratio} | {Target} | {(Met is { } met ? (met ? "yes" : "no") : "-")} |";
}
