using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class ModelInfoCommandTests
{
    [Fact]
    public async Task Builtin_prior_is_described()
    {
        var run = (await CommandRun.OfAsync("model", "info", "builtin")).ShouldSucceed();

        Assert.Contains("5,868,294 parameters in 362 tensors", run.Output, StringComparison.Ordinal);
        Assert.Contains("32 model channels", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_line()
    {
        var run = (await CommandRun.OfAsync("model", "info", RepositoryPaths.Model("diffpir-photo-32.safetensors"), "--json")).ShouldSucceed();

        Assert.Single(run.Output.TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(5_868_294, json.GetProperty("parameters").GetInt64());
        Assert.Equal(32, json.GetProperty("modelChannels").GetInt32());
        Assert.Equal("legacy", json.GetProperty("attentionOrder").GetString());
    }

    [Fact]
    public async Task Checkpoint_of_another_architecture_has_exit_code_4()
    {
        var run = await CommandRun.OfAsync("model", "info", RepositoryPaths.Fixture("ops.safetensors"));

        run.ShouldFail(ExitCode.WrongModel, "ops.safetensors");
    }
}
