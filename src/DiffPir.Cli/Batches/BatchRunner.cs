using System.Collections.Concurrent;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Batches;

/// <summary>
/// Restores the pictures of a batch. While one is computed, the next is decoded and the last is encoded; engines, one a GPU, take from one queue.
/// What is wrong with a picture ends that picture only; what is wrong with a model or the command line ends the batch.
/// </summary>
/// <param name="settings">What to undo.</param>
/// <param name="overwrites">Results that are there are replaced.</param>
/// <param name="makesFolders">Folders of results are made where they are missing.</param>
/// <param name="ended">Told of each picture when it is done or has failed, one at a time.</param>
internal sealed class BatchRunner(RestoreSettings settings, bool overwrites, bool makesFolders, Action<BatchItem> ended)
{
    private readonly Lock _gate = new();
    private int _working;

    /// <summary>Restores those that wait.</summary>
    /// <param name="items">The batch.</param>
    /// <param name="engines">What restores.</param>
    /// <param name="display">Told of the steps of all.</param>
    /// <param name="cancellation">Stops between two steps; pictures that are computed are still written.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Network.CheckpointException">The prior cannot be opened.</exception>
    public void Run(IEnumerable<BatchItem> items, IReadOnlyList<PictureEngine> engines, IProgress<StepReport> display, CancellationToken cancellation)
    {
        BatchItem[] waiting = [.. items.Where(static item => item.State == BatchState.Waiting)];
        var progress = new BatchProgress(display, waiting.Length);
        _working = engines.Count;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var decoded = new BlockingCollection<Work>(engines.Count);
        using var computed = new BlockingCollection<(Work Work, RestorationReport? Result)>(engines.Count);
        var decoder = Start(() => Decode(waiting, decoded, stop.Token), decoded.CompleteAdding, stop);
        Task[] workers = [.. engines.Select(engine => Start(() => Compute(engine, decoded, computed, progress, stop.Token), static () => { }, stop))];
        var encoder = Start(() => Encode(computed), static () => { }, stop);
        WaitFor(workers, computed.CompleteAdding);
        WaitFor([decoder, encoder], static () => { });
        Task[] all = [decoder, .. workers, encoder];
        var fault = all.Where(static task => task.IsFaulted).Select(static task => task.Exception!.InnerException!).FirstOrDefault();
        if (fault is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private static Task Start(Action work, Action last, CancellationTokenSource stop) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The caller asks the token.
            }
            catch
            {
                stop.Cancel();
                throw;
            }
            finally
            {
                last();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static void WaitFor(Task[] tasks, Action then)
    {
        Task.WhenAll(tasks).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        then();
    }

    private void Decode(BatchItem[] items, BlockingCollection<Work> decoded, CancellationToken stop)
    {
        foreach (var item in items)
        {
            var warnings = new Warnings(null);
            PreparedPicture picture;
            try
            {
                picture = Prepare(item, warnings);
            }
            catch (Exception e) when (e is CliException or SamplerException)
            {
                Fail(item, e);
                continue;
            }

            decoded.Add(new(item, picture, warnings), stop);
        }
    }

    private PreparedPicture Prepare(BatchItem item, Warnings warnings)
    {
        var task = CompanionFiles.Resolve(settings.Task, item.Picture);
        var format = PictureTarget.Prepare(item.Output, makesFolders, [item.Picture.Path, .. task.Files, settings.Model.Path]);
        byte[] bytes = InputFile.ReadAllBytes(item.Picture.Path, ImageLimits.MaxFileBytes);
        var picture = PreparedPicture.Of(settings with { Task = task }, item.Picture.Path, bytes, format, item.Output, warnings);
        picture.RequireFreeSideFiles(overwrites);

        return picture;
    }

    private void Compute(
        PictureEngine engine, BlockingCollection<Work> decoded, BlockingCollection<(Work Work, RestorationReport? Result)> computed,
        BatchProgress progress, CancellationToken stop)
    {
        foreach (var work in decoded.GetConsumingEnumerable(stop))
        {
            try
            {
                var result = work.Picture.Job is { } job ? engine.Restore(job, work.Picture.Photograph.Pixels, progress.Begin(), stop) : null;
                computed.Add((work, result), CancellationToken.None);
            }
            catch (Exception e) when (e is SamplerException or DeviceException)
            {
                Fail(work.Item, e);
                if (e is DeviceException { HasDeviceFailed: true } && Leave())
                {
                    return;
                }
            }
        }
    }

    /// <summary>Takes an engine whose device failed out of the work, lest it fail with picture after picture faster than others restore
    /// them; the last one stays.</summary>
    private bool Leave()
    {
        lock (_gate)
        {
            bool others = _working > 1;
            _working -= others ? 1 : 0;
            return others;
        }
    }

    private void Encode(BlockingCollection<(Work Work, RestorationReport? Result)> computed)
    {
        foreach (var ((item, picture, warnings), result) in computed.GetConsumingEnumerable())
        {
            var written = picture.Photograph;
            try
            {
                if (result is not null)
                {
                    written = picture.With(result, picture.Check(result, warnings));
                }

                ImageWriter.Save(item.Output, written, result is null ? [] : picture.SideFiles(result), overwrites);
            }
            catch (CliException e)
            {
                Fail(item, e);
                continue;
            }

            item.Finish(written.Pixels.Width, written.Pixels.Height, picture.Task.Noise, result?.Seconds ?? 0, warnings.Texts);
            End(item);
        }
    }

    private void Fail(BatchItem item, Exception e)
    {
        item.Fail(e.Message);
        End(item);
    }

    private void End(BatchItem item)
    {
        lock (_gate)
        {
            ended(item);
        }
    }

    private sealed record Work(BatchItem Item, PreparedPicture Picture, Warnings Warnings);
}
