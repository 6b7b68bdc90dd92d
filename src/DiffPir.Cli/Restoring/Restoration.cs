using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Tuning;
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
        var timer = new StepTimer(terminal.Clock);
        var start = terminal.Clock.GetTimestamp();
        return new ProgressDisplay(terminal, quiet).Run("restoring", display =>
        {
            using var device = DeviceOpener.Open(terminal, where);
            cancellation.ThrowIfCancellationRequested();
            using var engine = new RestorationEngine(device, _ => PriorFile.Load(terminal, device, model));
            var result = engine.Restore(job, picture, new Relay(timer, display), cancellation);
            return new RestorationReport(
                result.Image, result.Residual, WorstTile.Of(result.Residuals), result.Draws, device.Description, device.Threads, device.Precision, timer.SecondsPerStep,
                terminal.Clock.GetElapsedTime(start).TotalSeconds);
        });
    }

    private sealed class Relay(params IProgress<StepReport>[] listeners) : IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value)
        {
            foreach (var listener in listeners)
            {
                listener.Report(new StepReport(value.Step, value.StepCount));
            }
        }
    }
}
