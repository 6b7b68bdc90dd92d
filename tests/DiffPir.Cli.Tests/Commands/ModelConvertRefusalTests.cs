using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Targets of <c>model convert</c> that are files of the model itself: refused, and the model stays as it was.</summary>
public sealed class ModelConvertRefusalTests : IDisposable
{
    private const string Weights = "diffusion_pytorch_model.safetensors", Index = Weights + ".index.json", Scheduler = "scheduler_config.json";
    private const string FirstShard = "diffusion_pytorch_model-00001-of-00002.safetensors", SecondShard = "diffusion_pytorch_model-00002-of-00002.safetensors";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_itself()
    {
        File.Copy(RepositoryPaths.Model("diffpir-photo-32.safetensors"), _folder.File("model.safetensors"));

        await RefusedAsync("model.safetensors", "model.safetensors");
    }

    [Theory]
    [InlineData(Weights)]
    [InlineData("config.json")]
    [InlineData(Scheduler)]
    public async Task A_file_of_its_folder(string file)
    {
        WriteModel("model", shards: false);

        await RefusedAsync("model", $"model/{file}");
    }

    [Theory]
    [InlineData(FirstShard)]
    [InlineData(SecondShard)]
    [InlineData(Index)]
    [InlineData("config.json")]
    public async Task A_file_of_a_model_in_several_files(string file)
    {
        WriteModel("model", shards: true);

        await RefusedAsync($"model/{Index}", $"model/{file}");
    }

    [Fact]
    public async Task A_shard_through_a_link_further_up()
    {
        WriteModel("models/mine", shards: true);
        Directory.CreateSymbolicLink(_folder.File("alias"), "models");

        await RefusedAsync("models/mine", $"alias/mine/{SecondShard}");
    }

    [Fact]
    public async Task A_pipe_as_configuration_or_shard_is_refused_without_waiting_for_a_writer()
    {
        foreach (string file in (string[])["config.json", Scheduler, SecondShard])
        {
            WriteModel(file, shards: true);
            File.Delete(_folder.File($"{file}/{file}"));
            NamedPipe.Create(_folder.File($"{file}/{file}"));

            (await CommandRun.OfAsync("model", "convert", _folder.File(file), _folder.File("out.safetensors")))
                .ShouldFail(ExitCode.WrongModel, file, "is a pipe");
        }
    }

    private async Task RefusedAsync(string model, string target)
    {
        var before = Contents();

        var run = await CommandRun.OfAsync("model", "convert", _folder.File(model), _folder.File(target));

        run.ShouldFail(ExitCode.Usage, "is also an input");
        Assert.Equal(before, Contents());
    }

    private Dictionary<string, string> Contents() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(static path => path, static path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private void WriteModel(string folder, bool shards)
    {
        string In(string file) => _folder.File(Path.Combine(folder, file));
        Directory.CreateDirectory(_folder.File(folder));
        File.Copy(RepositoryPaths.Fixture("diffusers/flat.config.json"), In("config.json"));
        File.WriteAllText(In(Scheduler), """{"_class_name":"DDPMScheduler","beta_start":1e-4,"beta_end":0.02,"trained_betas":null}""");
        var tensors = ParameterListing.Read("diffusers/flat");
        if (!shards)
        {
            SyntheticWeights.Write(In(Weights), tensors);
            return;
        }

        SyntheticWeights.Write(In(FirstShard), tensors.Take(10));
        SyntheticWeights.Write(In(SecondShard), tensors.Skip(10));
        var map = tensors.Select((tensor, i) => (tensor.Name, File: i < 10 ? FirstShard : SecondShard)).ToDictionary(static e => e.Name, static e => e.File);
        File.WriteAllText(In(Index), JsonSerializer.Serialize(new { weight_map = map }));
    }
}
