namespace DiffPir.Cli.Batches;

/// <summary>A picture of a batch as reports tell of it.</summary>
/// <param name="Input">Its file.</param>
/// <param name="Name">Its path below the folder that it was found in.</param>
/// <param name="Output">The result's path.</param>
/// <param name="State">What became of it: waiting, done, skipped or failed.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Width">Columns of the result, 0 where it was not computed.</param>
/// <param name="Height">Rows of the result, 0 where it was not computed.</param>
/// <param name="Noise">Noise that was reckoned with, in grey levels.</param>
/// <param name="Seconds">Seconds of computing.</param>
/// <param name="Warnings">What a person should know of the result.</param>
internal sealed record ReportedPicture(
    string Input, string Name, string Output, string State, string? Reason, int Width, int Height, double Noise, double Seconds, IReadOnlyList<string> Warnings)
{
    /// <summary>The words of <see cref="State"/>.</summary>
    public const string Done = "done", Skipped = "skipped", Failed = "failed", Waiting = "waiting";

    /// <summary>Describes a picture.</summary>
    public static ReportedPicture Of(BatchItem item) => new(
        item.Picture.Path, item.Picture.Name, item.Output, Word(item.State), item.Reason, item.Width, item.Height, item.Noise, Math.Round(item.Seconds, 3),
        item.Warnings);

    /// <summary>What is said of a picture, with its file in front unless that is named anyway.</summary>
    public static string Told(string input, string text) => text.Contains($"'{input}'", StringComparison.Ordinal) ? text : $"'{input}': {text}";

    private static string Word(BatchState state) => state switch
    {
        BatchState.Done => Done,
        BatchState.Skipped => Skipped,
        BatchState.Failed => Failed,
        _ => Waiting,
    };
}
