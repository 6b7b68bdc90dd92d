using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Kernels;

namespace DiffPir.Cli.Serving;

/// <summary>Does the jobs of a server, one after the other, with one engine. What goes wrong with a job ends that job only.</summary>
/// <param name="queue">The jobs.</param>
/// <param name="limits">How long one may take.</param>
/// <param name="open">Opens the engine of a model when a job first needs it; the last one stays open.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class JobWorker(JobQueue queue, ServeLimits limits, Func<ModelChoice, PictureEngine> open, TimeProvider clock) : IDisposable
{
    /// <summary>The engine, its model, and that model's SHA-256, which a record asks for.</summary>
    private (ModelChoice Model, PictureEngine Engine, Lazy<string> Sha256)? _open;

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var job in queue.Waiting(cancellation))
            {
                if (job.TryStart() is { } picture)
                {
                    Do(job, picture, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open?.Engine.Dispose();
        _open = null;
    }

    private void Do(ServedJob job, PreparedPicture picture, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limits.MaxTime, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, job.Cancellation, cancellation);
        try
        {
            var warnings = new Warnings(null);
            var (photograph, ratio) = Restore(job, picture, warnings, any.Token);
            var told = warnings.Texts.Select(static text => ServedText.Of(text));
            job.Finish(ImageWriter.Encode(photograph, ImageFormat.Png), ratio, [.. told], clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            job.Fail($"it took longer than {limits.MaxTime.TotalMinutes:0.#} minutes, which is the limit; send a smaller picture or ask for fewer steps",
                clock.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            job.Cancel(clock.GetUtcNow());
        }
        catch (DeviceException e)
        {
            Dispose(); // a device that failed once is opened again for the next job
            job.Fail(ServedText.Of(e), clock.GetUtcNow());
        }
        catch (Exception e)
        {
            job.Fail(ServedText.Of(e), clock.GetUtcNow());
        }
    }

    private (Photograph Photograph, double? ResidualRatio) Restore(ServedJob job, PreparedPicture picture, Warnings warnings, CancellationToken cancellation)
    {
        if (picture.Job is not { } what)
        {
            return (picture.Photograph, null);
        }

        var (_, engine, sha256) = Open(picture.Settings);
        var result = engine.Restore(what, picture.Photograph.Pixels, new JobProgress(job, clock), cancellation);
        var check = picture.Check(result, warnings);
        var known = picture with { Settings = picture.Settings with { ModelSha256 = sha256 } };
        return (known.With(result, check), JsonLine.Finite(Math.Round(check.ResidualRatio, 3)));
    }

    private (ModelChoice Model, PictureEngine Engine, Lazy<string> Sha256) Open(RestoreSettings settings)
    {
        var model = settings.Model with { TileSide = null };
        if (_open is not { } last || last.Model != model)
        {
            Dispose();
            _open = (model, open(model), settings.ModelSha256);
        }

        return _open!.Value;
    }
}
