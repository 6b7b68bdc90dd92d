using System.Runtime.ExceptionServices;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Restoring;
using DiffPir.Sampler;

namespace DiffPir.Cli.Batches;

/// <summary>
/// Looks, before anything is computed, whether a batch can come to anything. What no picture of it can pass is a mistake of the command line and
/// ends it, as it would end a single picture; what some pass ends the others one by one.
/// </summary>
internal static class BatchCheck
{
    /// <summary>Checks settings, kernels, masks and outputs, up to the first picture that passes. Pictures are not decoded.</summary>
    /// <param name="settings">What to undo.</param>
    /// <param name="makesFolders">Whether folders of results are made where they are missing.</param>
    /// <param name="items">The batch.</param>
    /// <exception cref="CliException">No picture passes, for the reason of the first (usage, or unreadable input); each has failed for its own.</exception>
    /// <exception cref="SamplerException">The settings are none of the method.</exception>
    public static void Require(RestoreSettings settings, bool makesFolders, IEnumerable<BatchItem> items)
    {
        var failures = new List<(BatchItem Item, Exception Reason)>();
        foreach (var item in items.Where(static item => item.State == BatchState.Waiting))
        {
            try
            {
                Require(settings, makesFolders, item);
                return;
            }
            catch (Exception e) when (e is CliException or SamplerException)
            {
                failures.Add((item, e));
            }
        }

        if (failures is [var (_, first), ..])
        {
            failures.ForEach(static failure => failure.Item.Fail(failure.Reason.Message));
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private static void Require(RestoreSettings settings, bool makesFolders, BatchItem item)
    {
        var task = CompanionFiles.Resolve(settings.Task, item.Picture);
        settings.JobFor(DegradationFactory.ExampleOf(task, settings.Seed), settings.Noise ?? 0);
        if (task.MaskPath is { } mask)
        {
            ImageReader.Load(mask, task.MaxPixels);
        }
        else if (task is { Kind: TaskKind.Inpaint, FindsMask: false } && !PictureHeader.MayBeTransparent(item.Picture.Path))
        {
            throw MaskFile.NoHoles(item.Picture.Path);
        }

        // The last, as it makes folders.
        PictureTarget.Prepare(item.Output, makesFolders, [item.Picture.Path, .. task.Files, settings.Model.Path]);
    }
}
