using System.CommandLine;
using DiffPir.Cli.Batches;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>Batches of which a device fails in the middle.</summary>
public sealed class FailingDeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Picture_at_which_the_device_failed_ends_and_the_others_go_on()
    {
        int first = 0;
        using var counting = FailingPrior.EngineOf(evaluation => (first = evaluation) == 0);
        Run(1, counting);
        using var engine = FailingPrior.EngineOf(evaluation => evaluation == first + 1);

        var items = Run(3, engine);

        Assert.Equal([BatchState.Done, BatchState.Failed, BatchState.Done], items.Select(static item => item.State));
        Assert.Contains("it fell off the bus", items[1].Reason, StringComparison.Ordinal);
        Assert.Equal([true, false, true], items.Select(static item => File.Exists(item.Output)));
    }

    [Fact]
    public void Device_that_has_failed_leaves_the_rest_of_the_batch_to_the_others()
    {
        using PictureEngine broken = FailingPrior.EngineOf(static _ => true), sound = FailingPrior.EngineOf(static _ => false);

        var items = Run(6, broken, sound);

        Assert.Equal((1, 5), (items.Count(static item => item.State == BatchState.Failed), items.Count(static item => item.State == BatchState.Done)));
    }

    [Fact]
    public void Devices_that_have_all_failed_leave_a_reason_for_each_picture()
    {
        using PictureEngine one = FailingPrior.EngineOf(static _ => true), other = FailingPrior.EngineOf(static _ => true);

        var items = Run(4, one, other);

        Assert.All(items, static item => Assert.Equal(BatchState.Failed, item.State));
        Assert.All(items, static item => Assert.Contains("it fell off the bus", item.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Driver_that_refuses_to_free_memory_is_only_passed_over_after_a_failure()
    {
        var engine = FailingPrior.EngineOf(static _ => true);
        Run(1, engine);

        engine.Dispose();
    }

    private BatchItem[] Run(int pictures, params PictureEngine[] engines)
    {
        var settings = RestoreOptions.Parse(["--task=denoise", "--noise=5", "--steps=2", "--model=builtin-small", "--tile=0"]);
        BatchItem[] items =
        [
            .. Enumerable.Range(0, pictures).Select(i =>
            {
                string path = Pictures.Gradient(3, 32, 32).SaveTo(_folder.File($"{i}.png"));
                return new BatchItem(new BatchPicture(path, $"{i}.png"), _folder.File($"{i}-restored.png"));
            }),
        ];
        new BatchRunner(settings, overwrites: true, makesFolders: false, static _ => { })
            .Run(items, engines, new Nobody(), TestContext.Current.CancellationToken);
        return items;
    }

    private sealed class Nobody : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
        }
    }
}
