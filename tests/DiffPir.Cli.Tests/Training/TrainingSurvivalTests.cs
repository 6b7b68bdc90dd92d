using DiffPir.Cli.Hosting;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Cli.Training;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Training;

/// <summary>A training that is killed, or whose disk fills up, in a process of its own.</summary>
public sealed class TrainingSurvivalTests : IDisposable
{
    private const int Kill = 9;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_moments_it_reaches_the_same_weights_bit_for_bit()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), whole = _folder.File("whole.safetensors"), killed = _folder.File("killed.safetensors");
        string[] further = ["--steps", "14", "--no-search", "--save-every", "0.0001", "--timesteps", "loss-aware"];
        (await TrainingRun.Async(photographs, whole, further)).ShouldSucceed();

        var moments = new Random(20);
        for (int i = 0; i < 3; i++)
        {
            using var run = ProgramRun.Start(TrainingRun.Arguments(photographs, killed, further));
            long before = Written(killed);

            // The first state of this run is there; from then on one is written after every step.
            for (int waited = 0; Written(killed) == before && !run.EndsWithin(TimeSpan.FromMilliseconds(20)); waited += 20)
            {
                Assert.True(waited < 40_000, "the training keeps nothing");
            }

            if (!run.EndsWithin(TimeSpan.FromMilliseconds(moments.Next(400))))
            {
                run.Signal(Kill);
            }

            run.WaitForExit();
        }

        (await TrainingRun.Async(photographs, killed, further)).ShouldSucceed();
        Assert.Equal(await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(killed, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(_folder.File("."), "*.part"));
    }

    [Fact]
    public async Task A_disk_that_fills_up_leaves_the_last_state_whole()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), output = _folder.File("a.safetensors"), state = TrainingFile.PathFor(output);
        (await TrainingRun.Async(photographs, output, "--steps", "1", "--no-search")).ShouldSucceed();
        byte[] before = await File.ReadAllBytesAsync(state, TestContext.Current.CancellationToken);

        // No file may grow beyond 8 MiB: the state does not fit. The runtime maps its code through a larger file, if it is let.
        const string limited = "ulimit -f 16384; trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"";
        var (code, _, error) = ProgramRun.OfShell(limited, TrainingRun.Arguments(photographs, output, "--steps", "2", "--no-search"));

        Assert.True(code == ExitCode.Unexpected, $"exit code {code}: {error}");
        Assert.Contains($"'{state}': the file becomes too long for this disk or this user", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(state, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.EnumerateFiles(Path.GetDirectoryName(output)!, "a.*").Count());
        (await TrainingRun.Async(photographs, output, "--steps", "2", "--no-search")).ShouldSucceed();
    }

    private static long Written(string output)
    {
        var file = new FileInfo(TrainingFile.PathFor(output));
        return file.Exists ? file.LastWriteTimeUtc.Ticks : 0;
    }
}
