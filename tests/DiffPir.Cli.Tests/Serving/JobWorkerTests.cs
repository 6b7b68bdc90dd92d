using System.CommandLine;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Options;
using DiffPir.Cli.Reporting;
using DiffPir.Cli.Restoring;
using DiffPir.Cli.Serving;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests.Serving;

/// <summary>What is kept from one job to the next.</summary>
public sealed class JobWorkerTests
{
    private static readonly Terminal Silent = new(TextWriter.Null, TextWriter.Null, false, TimeProvider.System);

    [Theory]
    [InlineData(1, "builtin-small", "builtin-small", "builtin-small")]
    [InlineData(3, "builtin-small", "builtin", "builtin-small")]
    public async Task Jobs_of_one_model_share_its_engine_and_its_hash(int engines, params string[] models)
    {
        Commands.FastDevice.Require();
        var (opened, hashed) = (0, 0);
        using var queue = new JobQueue(new(), TimeProvider.System);
        using var worker = new JobWorker(
            queue,
            new(),
            model =>
            {
                opened++;
                return PictureEngine.Open(Silent, new("auto", 0, Precision.Auto), model);
            },
            TimeProvider.System);

        ServedJob[] jobs = [.. models.Select((model, number) => Job(model, number, () => $"hash {++hashed}"))];
        await DoAsync(queue, worker, jobs);

        Assert.All(jobs, static job => Assert.Equal("done", job.Status.State));
        Assert.Equal((engines, engines), (opened, hashed));
    }

    [Fact]
    public async Task Device_that_fails_ends_its_job_and_is_opened_again_for_the_next()
    {
        int opened = 0;
        using var queue = new JobQueue(new(), TimeProvider.System);
        using var worker = new JobWorker(
            queue,
            new(),
            _ =>
            {
                opened++;
                return FailingPrior.EngineOf(opened == 1 ? static evaluation => evaluation == 1 : static _ => false);
            },
            TimeProvider.System);

        ServedJob[] jobs = [.. Enumerable.Range(0, 3).Select(static number => Job("builtin-small", number, static () => "hash"))];
        await DoAsync(queue, worker, jobs);

        Assert.Equal(["failed", "done", "done"], jobs.Select(static job => job.Status.State));
        Assert.Contains("it fell off the bus", jobs[0].Status.Error, StringComparison.Ordinal);
        Assert.Equal((2, true, true), (opened, jobs[0].Result is null, jobs[1].Result is not null));
    }

    [Fact]
    public void Pictures_that_are_shown_while_one_waits_are_small()
    {
        using var job = Job("builtin-small", 0, static () => "");
        job.TryStart();

        new JobProgress(job, TimeProvider.System).Report(new(1, 2) { Expected = static () => new PlanarImage(3, 1300, 2050) });

        Assert.Equal((325, 512), (job.Preview!.Height, job.Preview.Width));
    }

    private static ServedJob Job(string model, int number, Func<string> hash)
    {
        var settings = RestoreOptions.Parse(["--task=denoise", "--noise=5", "--steps=2", $"--model={model}"]) with
        {
            ModelSha256 = new(hash), Record = static (photograph, record) => photograph with { Record = record() },
        };
        return new($"{number}", PreparedPicture.Of(settings, "photo.png", TestServer.SmallPicture, ImageFormat.Png, null, new Warnings(null)), []);
    }

    private static async Task DoAsync(JobQueue queue, JobWorker worker, IReadOnlyList<ServedJob> jobs)
    {
        foreach (var job in jobs)
        {
            using var place = queue.TryEnter()!;
            Assert.True(place.TryFill(job));
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var work = Task.Run(() => worker.RunAsync(end.Token));
        while (jobs.Any(static job => job.Ended is null))
        {
            await Task.Delay(20, end.Token);
        }

        await end.CancelAsync();
        await work;
    }
}
