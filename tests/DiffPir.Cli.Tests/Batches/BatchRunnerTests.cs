using DiffPir.Cli.Batches;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>What a batch writes, and in which order.</summary>
public sealed class BatchRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Result_that_cannot_be_written_leaves_nothing_beside_it_that_stands_in_the_way_of_the_next_try()
    {
        string output = _folder.File("out.png");
        using var engine = FailingPrior.EngineOf(_ =>
        {
            // Another process is faster.
            File.WriteAllText(output, "theirs");
            return false;
        });
        var settings = RestoreOptions.Parse(["--task=denoise", "--noise=5", "--texture", "--steps=2", "--samples=2", "--model=builtin-small", "--tile=0"]);
        var item = new BatchItem(new BatchPicture(Pictures.Gradient(3, 32, 32).SaveTo(_folder.File("in.png")), "in.png"), output);

        new BatchRunner(settings, overwrites: false, makesFolders: false, static _ => { })
            .Run([item], [engine], new Nobody(), TestContext.Current.CancellationToken);

        Assert.Equal(BatchState.Failed, item.State);
        Assert.Contains("is already there", item.Reason, StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(output));
        Assert.Equal(["in.png", "out.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private sealed class Nobody : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
        }
    }
}
