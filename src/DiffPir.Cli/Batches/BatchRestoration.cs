using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Kernels;

namespace DiffPir.Cli.Batches;

/// <summary>A batch from its plan to its summary, on all devices that share it.</summary>
internal sealed class BatchRestoration(Terminal terminal, RestoreSettings settings, DeviceChoice where)
{
    /// <summary>Between two reports as the batch goes on.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(2);

    /// <summary>Results that are there are replaced.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Folders of results are made where they are missing.</summary>
    public bool MakesFolders { get; init; }

    /// <summary>No progress.</summary>
    public bool Quiet { get; init; }

    /// <summary>The summary as one line of JSON.</summary>
    public bool Json { get; init; }

    /// <summary>What a person should know of the batch as a whole.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Told of all pictures, from one thread at a time, when the batch begins, now and then as it goes on, and at its end.</summary>
    public Action<IReadOnlyList<BatchItem>> Report { get; init; } = static _ => { };

    /// <summary>Restores what waits, and says what became of all.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">The command line asks for what no picture can pass; nothing was computed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was finished is kept and told.</exception>
    public int Run(IReadOnlyList<BatchItem> items, CancellationToken cancellation)
    {
        bool hasBar = terminal.ErrorIsInteractive && !Quiet;
        long reported = terminal.Clock.GetTimestamp();
        try
        {
            BatchCheck.Require(settings, MakesFolders, items);
        }
        finally
        {
            Report(items);
        }

        var runner = new BatchRunner(settings, Overwrites, MakesFolders, item =>
        {
            if (!hasBar && !Json)
            {
                terminal.Output.WriteLine(BatchSummary.Line(item));
            }

            if (terminal.Clock.GetElapsedTime(reported) > ReportInterval)
            {
                reported = terminal.Clock.GetTimestamp();
                Report(items);
            }
        });
        try
        {
            int waiting = items.Count(static item => item.State == BatchState.Waiting);
            if (waiting > 0)
            {
                new ProgressDisplay(terminal, Quiet).Run("restoring", display =>
                {
                    using var engines = OpenEngines(waiting);
                    runner.Run(items, engines.All, display, cancellation);
                    return waiting;
                });
            }
        }
        catch (OperationCanceledException)
        {
            BatchSummary.Write(terminal, items, Remarks, Json);
            throw;
        }
        finally
        {
            Report(items);
        }

        return BatchSummary.Write(terminal, items, Remarks, Json);
    }

    private EngineGroup OpenEngines(int pictures)
    {
        var devices = where.Selector.Contains(':')
            ? [where]
            : BatchDevices.Of(where, DeviceCatalog.Select(where.Selector), DeviceCatalog.List(), pictures);
        return new EngineGroup([.. devices], device => PictureEngine.Open(terminal, device, settings.Model));
    }
}
