using DiffPir.Cli.Hosting;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Downloading;

/// <summary>Lines that say, now and then, how far a download is and how long it still takes.</summary>
internal sealed class DownloadLines(Terminal terminal, string name, bool quiet)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly long _start = terminal.Clock.GetTimestamp();
    private long? _line;
    private long? _first;

    /// <summary>Takes note of progress, and writes a line where it is time for one.</summary>
    public void Report(DownloadProgress progress)
    {
        long first = _first ??= progress.Done;
        if (quiet || (progress.Remark is null && _line is { } last && terminal.Clock.GetElapsedTime(last) < Interval && progress.Done != progress.Total))
        {
            return;
        }

        _line = terminal.Clock.GetTimestamp();
        if (progress.Remark is not null)
        {
            terminal.Error.WriteLine($"{name}: {progress.Remark}");
            return;
        }

        var (of, left) = ("", "");
        if (progress.Total is { } total)
        {
            double speed = (progress.Done - first) / terminal.Clock.GetElapsedTime(_start).TotalSeconds;
            of = $" of {Amounts.Bytes(total)}";
            left = speed > 0 && total > progress.Done ? $", about {Amounts.Duration((total - progress.Done) / speed)} left" : "";
        }

        terminal.Error.WriteLine($"{name}: {Amounts.Bytes(progress.Done)}{of}{left}");
    }
}
