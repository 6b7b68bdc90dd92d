using DiffPir.Cli.Hosting;
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
    public static int Write(Terminal terminal, IReadOnlyList<BatchItem> items, bool json)
    {
        var (done, skipped, failed) = (Count(items, BatchState.Done), Count(items, BatchState.Skipped), Count(items, BatchState.Failed));
        foreach (var item in items)
        {
            foreach (string warning in item.Warnings)
            {
                terminal.Error.WriteLine($"diffpir: warning: '{item.Picture.Path}': {warning}");
            }
        }

        foreach (var item in items.Where(static item => item.State == BatchState.Failed))
        {
            terminal.Error.WriteLine($"diffpir: error: '{item.Picture.Path}': {item.Reason}");
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, new { done, skipped, failed, pictures = items.Select(ReportedPicture.Of) });
        }
        else
        {
            terminal.Output.WriteLine($"{done} restored, {skipped} skipped as their results were there, {failed} failed");
        }

        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private static int Count(IEnumerable<BatchItem> items, BatchState state) => items.Count(item => item.State == state);
}
