using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class ModelVerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unet-a")]
    [InlineData("unet-b")]
    public async Task Recorded_network_passes(string network)
    {
        FastDevice.Require();
        string[] heads = network == "unet-a" ? ["--head-channels", "16"] : ["--heads", "2"];

        var run = (await VerifyAsync(network, [.. heads, "--json"])).ShouldSucceed();

        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(json.GetProperty("pass").GetBoolean());
        Assert.Equal(["square", "wide"], json.GetProperty("cases").EnumerateArray().Select(static c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Wrong_split_into_heads_fails_with_its_errors()
    {
        FastDevice.Require();

        var run = await VerifyAsync("unet-a", "--head-channels", "32");

        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("square: relative L2 error", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Middle_of_an_output_is_compared_with_the_middle()
    {
        FastDevice.Require();
        using (var whole = Checkpoint.Open(RepositoryPaths.Fixture("unet-a.io.safetensors")))
        {
            // Rows and columns 8 to 23 of 32.
            float[] y = whole.Read("square.y");
            float[] crop = new float[6 * 16 * 16];
            for (int i = 0; i < crop.Length; i++)
            {
                crop[i] = y[(i / 256 * 1024) + (((i / 16 % 16) + 8) * 32) + (i % 16) + 8];
            }

            var writer = new CheckpointWriter();
            writer.Add("square.x", [1, 3, 32, 32], whole.Read("square.x"));
            writer.Add("square.t", [1], whole.Read("square.t"));
            writer.Add("square.y_crop", [1, 6, 16, 16], crop);
            writer.Save(_folder.File("io.safetensors"));
        }

        (await CommandRun.OfAsync("model", "verify", Synthetic("unet-a"), _folder.File("io.safetensors"), "--head-channels", "16")).ShouldSucceed();
    }

    [Fact]
    public async Task Recorded_gradient_is_compared_too()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync(
            "model", "verify", Synthetic("unet-b"), RepositoryPaths.Fixture("unet-b.grad.safetensors"), "--heads", "2", "--tolerance", "1e-5", "--json"))
            .ShouldSucceed();

        var cases = JsonDocument.Parse(run.Output).RootElement.GetProperty("cases");
        Assert.Equal(["square", "square.vjp"], cases.EnumerateArray().Select(static c => c.GetProperty("name").GetString()));
        Assert.All(cases.EnumerateArray(), static c => Assert.InRange(c.GetProperty("relativeL2").GetDouble(), 1e-9, 1e-5));
    }

    [Fact]
    public async Task Recorded_gradients_of_weights_are_compared_where_asked_for()
    {
        FastDevice.Require();

        var run = (await CommandRun.OfAsync(
            "model", "verify", Synthetic("unet-b"), RepositoryPaths.Fixture("unet-b.grad.safetensors"), "--heads", "2", "--gradients", "--json"))
            .ShouldSucceed();

        var cases = JsonDocument.Parse(run.Output).RootElement.GetProperty("cases");
        Assert.Equal(["square", "square.vjp", "square.loss", "square.dw"], cases.EnumerateArray().Select(static c => c.GetProperty("name").GetString()));
        Assert.All(cases.EnumerateArray(), static c => Assert.InRange(c.GetProperty("relativeL2").GetDouble(), 0, 5e-5));
    }

    [Fact]
    public async Task Wrong_or_incomplete_gradient_is_told()
    {
        FastDevice.Require();
        using var recorded = Checkpoint.OpenTensors(RepositoryPaths.Fixture("unet-b.grad.safetensors"));
        var wrong = new CheckpointWriter();
        var incomplete = new CheckpointWriter();
        foreach (var tensor in recorded.Tensors)
        {
            float[] values = recorded.Read(tensor.Name);
            wrong.Add(tensor.Name, tensor.Shape.ToArray(), tensor.Name == "square.vjp" ? [.. values.Select(static v => 1.01f * v)] : values);
            if (tensor.Name != "square.vjp")
            {
                incomplete.Add(tensor.Name, tensor.Shape.ToArray(), values);
            }
        }

        wrong.Save(_folder.File("wrong.safetensors"));
        incomplete.Save(_folder.File("incomplete.safetensors"));
        string network = Synthetic("unet-b");

        var run = await CommandRun.OfAsync("model", "verify", network, _folder.File("wrong.safetensors"), "--heads", "2");
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Matches("square: .* pass", run.Output);
        Assert.Matches("square.vjp: .* FAIL", run.Output);
        (await CommandRun.OfAsync("model", "verify", network, _folder.File("incomplete.safetensors"), "--heads", "2"))
            .ShouldFail(ExitCode.UnreadableInput, "square.vjp");
    }

    [Fact]
    public async Task Recordings_without_a_case_are_unreadable_input() =>
        (await CommandRun.OfAsync("model", "verify", "builtin", RepositoryPaths.Model("diffpir-photo-32.safetensors")))
            .ShouldFail(ExitCode.UnreadableInput, "holds no recorded case");

    [Fact]
    public async Task Recordings_missing_are_unreadable_input() =>
        (await CommandRun.OfAsync("model", "verify", "builtin", _folder.File("none.safetensors")))
            .ShouldFail(ExitCode.UnreadableInput, "none.safetensors", "there is no such file");

    [Theory]
    [InlineData(31)]
    [InlineData(0)]
    public async Task Case_that_does_not_fit_the_network_is_unreadable_input(int height)
    {
        FastDevice.Require();
        var writer = new CheckpointWriter();
        writer.Add("odd.x", [1, 3, height, 32], new float[3 * height * 32]);
        writer.Add("odd.t", [1], [5f]);
        writer.Add("odd.y", [1, 3, height, 32], new float[3 * height * 32]);
        writer.Save(_folder.File("io.safetensors"));

        (await CommandRun.OfAsync("model", "verify", "builtin", _folder.File("io.safetensors")))
            .ShouldFail(ExitCode.UnreadableInput, "case 'odd'", "multiples of 16");
    }

    private Task<CommandRun> VerifyAsync(string network, params string[] options) =>
        CommandRun.OfAsync(["model", "verify", Synthetic(network), RepositoryPaths.Fixture($"{network}.io.safetensors"), .. options]);

    private string Synthetic(string network)
    {
        string path = _folder.File($"{network}.safetensors");
        SyntheticWeights.Write(path, ParameterListing.Read(network));
        return path;
    }
}
