using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Batches;

/// <summary>Says what became of a batch.</summary>
internal static class BatchSummary
{
    /// <summary>One line for a picture that has ended.</summary>
    public static string Line(BatchItem item) => item.State == BatchState.Done
        ? $"{item.Output}: {item.Width} x {item.Height}, noise {item.Noise:g4}, {Amounts.Duration(item.Seconds)}"
        : $"{item.Picture.Path}: failed";

    /// <summary>Everything at the end, and the exit code.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="items">The pictures.</param>
    /// <param name="remarks">What was said of the batch as a whole.</param>
    /// <param name="json">True for one line of JSON.</param>
    public static int Write(Terminal terminal, IReadOnlyList<BatchItem> items, IReadOnlyList<string> remarks, bool json)
    {
        int Count(BatchState state) => items.Count(item => item.State == state);
        var (done, skipped, failed, waiting) = (Count(BatchState.Done), Count(BatchState.Skipped), Count(BatchState.Failed), Count(BatchState.Waiting));
        foreach (var item in items)
        {
            foreach (string warning in item.Warnings)
            {
                terminal.Error.WriteLine($"diffpir: warning: {ReportedPicture.Told(item.Picture.Path, warning)}");
            }
        }

        foreach (var item in items.Where(static item => item.State == BatchState.Failed))
        {
            terminal.Error.WriteLine($"diffpir: error: {ReportedPicture.Told(item.Picture.Path, item.Reason!)}");
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, new { done, skipped, failed, waiting, warnings = remarks, pictures = items.Select(ReportedPicture.Of) });
        }
        else
        {
            terminal.Output.WriteLine($"{done} restored, {skipped} skipped as their results were there, {failed} failed"
                + (waiting > 0 ? $", {waiting} not done: {OutputOptions.SkipExisting} goes on with them" : ""));
        }

        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }
}
