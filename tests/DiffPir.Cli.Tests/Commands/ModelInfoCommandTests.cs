using System.Security.Cryptography;
using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class ModelInfoCommandTests
{
    [Fact]
    public async Task Builtin_prior_is_described()
    {
        var run = (await CommandRun.OfAsync("model", "info", "builtin")).ShouldSucceed();

        Assert.Contains("14,129,094 parameters in 310 tensors", run.Output, StringComparison.Ordinal);
        Assert.Contains("32 model channels", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_is_told_by_its_hash()
    {
        string path = RepositoryPaths.Model("diffpir-photo-32.safetensors");
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

        var run = (await CommandRun.OfAsync("model", "info", path)).ShouldSucceed();

        Assert.Contains($"SHA-256 {sha256}{Environment.NewLine}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_with_the_name_of_a_published_one_and_another_hash_is_remarked()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("drunet_color.pth");
        File.Copy(RepositoryPaths.Model("diffpir-photo-32.safetensors"), path);

        var run = (await CommandRun.OfAsync("model", "info", path)).ShouldSucceed();

        Assert.Contains("not the published drunet_color.pth, whose hash is 479abe3c", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_of_a_published_file_is_recognised_whatever_its_name()
    {
        var published = PublishedModel.All.First(static model => model.Sha256 is not null);

        Assert.Equal($"the published {published.Name}", PublishedModel.Recognise("model.pt", published.Sha256!));
        Assert.Empty(PublishedModel.Recognise("model.pt", new string('0', 64)));
        Assert.All(PublishedModel.All, static model => Assert.Matches("^[0-9a-f]{64}$", model.Sha256 ?? new string('0', 64)));
    }

    [Fact]
    public async Task Json_is_one_line()
    {
        var run = (await CommandRun.OfAsync("model", "info", RepositoryPaths.Model("diffpir-photo-32.safetensors"), "--json")).ShouldSucceed();

        Assert.Single(run.Output.TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(5_868_294, json.GetProperty("parameters").GetInt64());
        Assert.Equal(32, json.GetProperty("modelChannels").GetInt32());
        Assert.Equal(64, json.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length);
        Assert.Equal("legacy", json.GetProperty("attentionOrder").GetString());
    }

    [Fact]
    public async Task Checkpoint_of_another_architecture_has_exit_code_4()
    {
        var run = await CommandRun.OfAsync("model", "info", RepositoryPaths.Fixture("ops.safetensors"));

        run.ShouldFail(ExitCode.WrongModel, "ops.safetensors");
    }
}
