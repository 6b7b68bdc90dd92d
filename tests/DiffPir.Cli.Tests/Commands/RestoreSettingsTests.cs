using System.Text.Json;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class RestoreSettingsTests : IDisposable
{
    private const string Warning = "diffpir: warning: --preset paper was made for the published models";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_value_used_is_in_the_json()
    {
        var json = JsonDocument.Parse((await DeblurAsync("--eta", "0.25", "--skip", "uniform", "--precision", "fp32", "--tile", "128", "--json")).Output)
            .RootElement;

        Assert.Equal("builtin", json.GetProperty("model").GetString());
        Assert.Equal("gaussian:1:9", json.GetProperty("kernel").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("mask").ValueKind);
        Assert.Equal("unknown", json.GetProperty("boundary").GetString());
        Assert.Equal("auto", json.GetProperty("preset").GetString());
        Assert.Equal("uniform", json.GetProperty("skip").GetString());
        Assert.Equal("fp32", json.GetProperty("precision").GetString());
        Assert.Equal(128, json.GetProperty("tile").GetInt32());
        Assert.Equal(0.25, json.GetProperty("eta").GetDouble());
    }

    [Fact]
    public async Task Every_value_used_is_in_the_text()
    {
        var run = await DeblurAsync("--eta", "0.25");

        Assert.Matches("lambda 3\\.[0-9]+, tau 0\\.8, zeta 1, eta 0\\.25, seed 0", run.Output);
        Assert.Matches("model builtin, kernel gaussian:1:9, boundary unknown, preset auto, skip quad, tile 640, precision (fp32|tf32)", run.Output);
        Assert.DoesNotContain(Warning, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preset_paper_has_periodic_edges_and_warns_of_the_built_in_model()
    {
        var run = await DeblurAsync("--preset", "paper", "--json");

        Assert.Equal("periodic", JsonDocument.Parse(run.Output).RootElement.GetProperty("boundary").GetString());
        Assert.StartsWith(Warning, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preset_paper_keeps_edges_that_were_named()
    {
        var run = await DeblurAsync("--preset", "paper", "--boundary", "reflect", "--json");

        Assert.Equal("reflect", JsonDocument.Parse(run.Output).RootElement.GetProperty("boundary").GetString());
    }

    private async Task<CommandRun> DeblurAsync(params string[] options)
    {
        FastDevice.Require();
        ImageReader.Load(RepositoryPaths.Sample("cat.png"), 100_000).SaveTo(_folder.File("in.png"));
        return (await CommandRun.OfAsync(
            [
                "restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "gaussian:1:9", "--noise", "5",
                "--steps", "3", "--force", "--quiet", .. options,
            ])).ShouldSucceed();
    }
}
