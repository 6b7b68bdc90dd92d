using System.Diagnostics;
using DiffPir.Benchmarks.Peers;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// From the start of <c>./diffpir restore</c> to the end of the first step, with the driver's compiled kernels at hand and without: the
/// caches are folders of their own, which the former runs share.
/// </summary>
internal sealed class StartTarget : ITarget
{
    private const int Runs = 5, Threads = 2;
    private const double WarmSeconds = 1.5, ColdSeconds = 8;

    // What compiled kernels and tuning choices are kept in: PoCL's, NVIDIA's, and this program's own.
    private static readonly string[] Caches = ["POCL_CACHE_DIR", "CUDA_CACHE_PATH", "DIFFPIR_CACHE"];

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        if (OperatingSystem.IsWindows())
        {
            yield return TargetRow.Missing("start to first step", $"under {WarmSeconds} s", "./diffpir needs bash");
            yield break;
        }

        string device = settings.Device.Description.Selector;
        using var shared = new TemporaryFolder();
        Restore(device, shared); // builds the program where it is not, and fills the caches
        yield return Row("warm", WarmSeconds, () => Restore(device, shared));
        yield return Row("cold", ColdSeconds, () =>
        {
            using var empty = new TemporaryFolder();
            return Restore(device, empty);
        });
    }

    private static TargetRow Row(string cache, double target, Func<double> restore)
    {
        double seconds = Timing.Median(Enumerable.Range(0, Runs).Select(_ => restore()));
        return new(
            $"start to the end of the first step, {Threads} threads, {cache}", $"{seconds:F2} s", "-", "-", $"under {target} s",
            seconds < target);
    }

    /// <summary>Restores a sample and returns the seconds until its first step was done.</summary>
    private static double Restore(string device, TemporaryFolder caches)
    {
        using var output = new TemporaryFolder();
        string[] arguments =
        [
            "restore", RepositoryPaths.Sample("cat.png"), "--task", "deblur", "--blur", "gaussian:2", "--noise", "5", "--steps", "2",
            "--device", device, "--threads", $"{Threads}", "--output", output.File("restored.png"),
        ];
        var start = new ProcessStartInfo(Path.Combine(RepositoryPaths.Root, "diffpir"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Array.ForEach(Caches, variable => start.Environment[variable] = caches.Path);

        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var results = process.StandardOutput.ReadToEndAsync();
        double? seconds = null;
        List<string> messages = [];
        while (process.StandardError.ReadLine() is { } line)
        {
            messages.Add(line);
            seconds ??= line.Contains("step 1 of ", StringComparison.Ordinal) ? Stopwatch.GetElapsedTime(begin).TotalSeconds : null;
        }

        process.WaitForExit();
        results.Wait();
        return process.ExitCode == 0 && seconds is { } known
            ? known
            : throw new PeerException($"'diffpir {string.Join(' ', arguments)}' failed: {string.Join('\n', messages)}");
    }
}
