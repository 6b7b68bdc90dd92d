using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DemoAndBenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_writes_three_pictures_and_gains()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync("demo", "--output-dir", _folder.File("new/folder"), "--json", "--quiet")).ShouldSucceed();

        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(json.GetProperty("psnrAfter").GetDouble() > json.GetProperty("psnrBefore").GetDouble() + 1);
        Assert.Equal(
            ["degraded.png", "restored.png", "side-by-side.png"],
            Directory.GetFiles(_folder.File("new/folder")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var strip = ImageReader.Load(_folder.File("new/folder/side-by-side.png"), 1_000_000);
        Assert.Equal((256, (3 * 256) + 8), (strip.Pixels.Height, strip.Pixels.Width));
    }

    [Fact]
    public async Task Demo_prints_device_time_and_psnr()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync("demo", "--output-dir", _folder.Path, "--steps", "2")).ShouldSucceed();

        Assert.Matches(@"device +\w+", run.Output);
        Assert.Matches(@"time +2 steps of [\d.]+ m?s", run.Output);
        Assert.Matches(@"PSNR +[\d.]+ dB degraded, [\d.]+ dB restored", run.Output);
        Assert.Contains("restoring: step 2 of 2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_into_a_file_is_a_usage_error()
    {
        File.WriteAllText(_folder.File("taken"), "a file");

        (await CommandRun.OfAsync("demo", "--output-dir", _folder.File("taken"))).ShouldFail(ExitCode.Usage, "cannot create the folder");
    }

    [Fact]
    public async Task Bench_prints_one_line_of_json()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync("bench", "--size", "32", "--reps", "3", "--json")).ShouldSucceed();

        Assert.Single(run.Output.TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("builtin", json.GetProperty("model").GetString());
        Assert.Equal(32, json.GetProperty("size").GetInt32());
        Assert.InRange(json.GetProperty("minMs").GetDouble(), 0, json.GetProperty("medianMs").GetDouble());
        Assert.True(json.GetProperty("gflops").GetDouble() > 0);
        Assert.True(json.GetProperty("plannedBytes").GetInt64() > 0);
        Assert.True(json.TryGetProperty("device", out _) && json.TryGetProperty("threads", out _));
    }

    [Fact]
    public async Task Bench_of_a_size_that_does_not_fit_the_network_is_a_usage_error()
    {
        FastDevice.Require();

        (await CommandRun.OfAsync("bench", "--size", "100")).ShouldFail(ExitCode.Usage, "must be a multiple of 16");
    }
}
