using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Tuning;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Restoring;

/// <summary>An open device with an engine on it. The prior is loaded with the first picture and stays.</summary>
internal sealed class PictureEngine : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ComputeDevice _device;
    private readonly RestorationEngine _engine;
    private bool _hasFailed;

    /// <summary>An engine on an open device; both are disposed with this.</summary>
    internal PictureEngine(TimeProvider clock, ComputeDevice device, RestorationEngine engine) => (_clock, _device, _engine) = (clock, device, engine);

    /// <summary>Opens a device.</summary>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used.</exception>
    public static PictureEngine Open(Terminal terminal, DeviceChoice where, ModelChoice model)
    {
        var device = DeviceOpener.Open(terminal, where);
        return new(terminal.Clock, device, new RestorationEngine(device, _ => PriorFile.Load(terminal, device, model)));
    }

    /// <summary>Restores a picture.</summary>
    /// <param name="job">The job.</param>
    /// <param name="picture">Its pixels.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Looked at before each step.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DeviceException">The device failed, or its memory does not suffice.</exception>
    public RestorationReport Restore(RestorationJob job, PlanarImage picture, IProgress<StepReport> progress, CancellationToken cancellation)
    {
        var (timer, start) = (new StepTimer(_clock), _clock.GetTimestamp());
        var result = Watched(() => _engine.Restore(job, picture, new Relay(timer, progress), cancellation));
        return new(
            result.Image, result.Residual, WorstTile.Of(result.Residuals), result.Draws, _device.Description, _device.Threads, _device.Precision,
            timer.Steps, timer.SecondsPerStep, _clock.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _engine.Dispose();
            _device.Dispose();
        }
        catch (Exception) when (_hasFailed)
        {
            // A driver that has failed may refuse even to free what it holds, which goes with the process; that it failed was told.
        }
    }

    private T Watched<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DeviceException e)
        {
            _hasFailed |= e.HasDeviceFailed;
            throw;
        }
    }

    private sealed class Relay(params IProgress<StepReport>[] listeners) : IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value)
        {
            foreach (var listener in listeners)
            {
                listener.Report(new StepReport(value.Step, value.StepCount) { Work = value.Share * value.StepCount, Expected = value.Expected });
            }
        }
    }
}
