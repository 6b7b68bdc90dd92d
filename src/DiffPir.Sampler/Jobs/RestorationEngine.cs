using System.Diagnostics;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>
/// Restores pictures on one device. It opens each prior once and keeps what it planned for the shape it met last. Jobs may come from any thread;
/// they run one after the other. From the upload of a measurement to the download of a result everything stays on the device.
/// </summary>
public sealed class RestorationEngine : IDisposable
{
    private readonly PriorSessions _sessions;
    private readonly Func<ulong, INoiseSource> _noise;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Creates an engine.</summary>
    /// <param name="device">Where it works; disposed by the caller after the engine.</param>
    /// <param name="openPrior">Opens the prior of a name when a job first names it; the engine disposes it.</param>
    public RestorationEngine(ComputeDevice device, Func<string, IPrior> openPrior)
        : this(device, openPrior, null)
    {
    }

    /// <summary>Creates an engine with noise of another source than the counter-based generator.</summary>
    internal RestorationEngine(ComputeDevice device, Func<string, IPrior> openPrior, INoiseSource? noise)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(openPrior);
        Device = device;
        _sessions = new(device, openPrior);
        _noise = seed => noise ?? new PhiloxNoiseSource(device, seed);
    }

    /// <summary>Where it works.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Restores one picture on another thread.</summary>
    /// <inheritdoc cref="Restore"/>
    public Task<RestorationResult> RestoreAsync(
        RestorationJob job, PlanarImage picture, IProgress<SamplerProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Restore(job, picture, progress, cancellation), cancellation);

    /// <summary>Restores one picture.</summary>
    /// <param name="job">What happened to it, and how to undo that.</param>
    /// <param name="picture">
    /// The measurement, nominal [0,1]; neither clipping nor quantisation is assumed. A grey picture is restored by a colour prior as equal
    /// channels.
    /// </param>
    /// <param name="progress">Told after each step, when the device has finished it, on the thread that works.</param>
    /// <param name="cancellation">Looked at before each step, and between the tiles of a prior.</param>
    /// <exception cref="SamplerException">Something does not fit, or the result is not finite.</exception>
    /// <exception cref="CheckpointException">The prior cannot be opened.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice, or it failed.</exception>
    /// <exception cref="OperationCanceledException">The restoration was cancelled.</exception>
    public RestorationResult Restore(
        RestorationJob job, PlanarImage picture, IProgress<SamplerProgress>? progress = null, CancellationToken cancellation = default) =>
        InTurn(job, picture, () => RestoreNow(job, picture, progress, cancellation), cancellation);

    /// <summary>Checks whether a job can be done to a picture; computes nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="picture">The measurement.</param>
    /// <exception cref="SamplerException">Something does not fit; the message says what.</exception>
    /// <exception cref="CheckpointException">The prior cannot be opened.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice, or it failed.</exception>
    public void Check(RestorationJob job, PlanarImage picture) =>
        InTurn(
            job,
            picture,
            () =>
            {
                JobPlan.Check(job, picture, _sessions.Prior(job.Prior));
                return true;
            },
            CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        _turn.Dispose();
    }

    // One picture at a time has the device.
    private T InTurn<T>(RestorationJob job, PlanarImage picture, Func<T> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(picture);
        job.Validate();
        _turn.Wait(cancellation);
        try
        {
            return Device.Guard(work);
        }
        finally
        {
            _turn.Release();
        }
    }

    private RestorationResult RestoreNow(
        RestorationJob job, PlanarImage picture, IProgress<SamplerProgress>? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        cancellation.ThrowIfCancellationRequested();
        var prior = _sessions.Prior(job.Prior);
        var (method, options, frame, noise, timesteps) = JobPlan.Of(job, picture, prior);
        using var linear = job.Degradation.CreateOperator(Device, frame.Canvas, picture.Height, picture.Width);
        var session = new CountingSession(_sessions.Session(job.Prior, job.Tile, options.Coarse, frame.Canvas, timesteps, method.NeedsGradient));
        var draws = new List<float[]>();
        float[] mean = [];
        PlanarImage? residuals = null;
        double residual = 0;
        for (int draw = 0; draw < job.Draws; draw++)
        {
            using var context = new SamplingContext(
                linear, job.Degradation, frame, noise, prior.Schedule, session, timesteps, _noise(job.Seed + (ulong)draw),
                DrawProgress.Of(progress, draw, job.Draws), cancellation);
            var restored = method.Run(context, options);
            draws.Add(restored.Download());
            if (draw == job.Draws - 1)
            {
                mean = MeanOf(draws);
                if (job.Draws > 1)
                {
                    restored.Upload(mean);
                }

                residuals = context.Residuals(restored);
                residual = 255 * context.RootMeanSquare(residuals);
            }
        }

        bool pastes = options.KnownPixels == KnownPixels.Paste || (options.KnownPixels == KnownPixels.Auto && job.Noise == 0);
        if (pastes && job.Degradation is Inpainting)
        {
            (residual, residuals) = (0, new(residuals!.Channels, residuals.Height, residuals.Width));
        }

        PlanarImage Picture(float[] canvas)
        {
            var result = frame.Extract(canvas);
            if (pastes)
            {
                job.Degradation.PasteKnownPixels(result, picture);
            }

            return result;
        }

        IReadOnlyList<PlanarImage> single = job.Draws > 1 ? [.. draws.Select(Picture)] : [];
        return new(Picture(mean), residual, residuals!, single, session.Evaluations, Stopwatch.GetElapsedTime(start));
    }

    private static float[] MeanOf(List<float[]> canvases)
    {
        if (canvases is [var only])
        {
            return only;
        }

        float[] mean = new float[canvases[0].Length];
        foreach (float[] canvas in canvases)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += canvas[i] / canvases.Count;
            }
        }

        return mean;
    }
}
