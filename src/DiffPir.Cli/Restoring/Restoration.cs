using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>Restores one picture on one device, with progress.</summary>
internal static class Restoration
{
    /// <summary>Opens the device, loads the prior, and restores.</summary>
    /// <exception cref="OperationCanceledException">Ctrl+C.</exception>
    public static RestorationReport Run(
        Terminal terminal,
        DeviceChoice where,
        ModelChoice model,
        RestorationJob job,
        PlanarImage picture,
        bool quiet,
        CancellationToken cancellation)
    {
        long start = terminal.Clock.GetTimestamp();
        return new ProgressDisplay(terminal, quiet).Run("restoring", display =>
        {
            using var engine = PictureEngine.Open(terminal, where, model);
            cancellation.ThrowIfCancellationRequested();
            return engine.Restore(job, picture, display, cancellation) with { Seconds = terminal.Clock.GetElapsedTime(start).TotalSeconds };
        });
    }
}
