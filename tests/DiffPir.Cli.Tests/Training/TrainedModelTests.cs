using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Training;

/// <summary>What a trained file is good for: restoring with the settings that suit it, PyTorch, and training on.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_trained_file_keeps_settings_that_restoring_with_it_uses()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), output = _folder.File("a.safetensors");

        (await TrainingRun.Async(photographs, output, "--steps", "1")).ShouldSucceed();

        var settings = ModelChoice.Named(output).Settings;
        Assert.Equal(1, settings!.SearchedAfterSteps);
        var blur = new Deblurring(BlurKernel.Gaussian(9, 2), BoundaryHandling.Periodic);
        var used = (DiffPirOptions)SamplingDefaults.For("diffpir", Preset.Auto, blur, 20, settings);
        Assert.Equal((settings.Noisy.Lambda, settings.Noisy.Tau, settings.Noisy.Zeta), (used.Lambda, used.Tau, used.Zeta));
    }

    [Fact]
    public async Task Without_a_search_it_keeps_those_of_what_it_was_trained_from()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), output = _folder.File("a.safetensors");

        (await TrainingRun.Async(photographs, output, "--steps", "1", "--no-search")).ShouldSucceed();

        Assert.Equal(PriorSettings.BuiltIn, ModelChoice.Named(output).Settings);
    }

    [Fact]
    public void Damaged_settings_are_refused_by_the_file()
    {
        string path = _folder.File("a.safetensors");
        var writer = new CheckpointWriter();
        foreach (var (name, value) in PriorSettings.BuiltIn.ToRemarks())
        {
            writer.Metadata.Add(name, value.Replace("tau=0.8", "tau=8", StringComparison.Ordinal));
        }

        writer.Save(path);

        var error = Assert.Throws<CliException>(() => ModelChoice.Named(path).Settings);
        Assert.Equal(ExitCode.WrongModel, error.Code);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PyTorch_loads_it_under_the_names_of_guided_diffusion()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), output = _folder.File("a.safetensors"), torch = _folder.File("a.pt");
        (await TrainingRun.Async(photographs, output, "--steps", "1", "--no-search")).ShouldSucceed();
        using (var model = DenoiserModel.Open(output))
        {
            File.WriteAllLines(_folder.File("listing.tsv"), model.Checkpoint.Tensors.Select(
                static tensor => $"{tensor.Name}\t{string.Join('x', tensor.Shape.ToArray())}"));
        }

        (await CommandRun.OfAsync("model", "convert", output, torch)).ShouldSucceed();

        AssertSameTensors(output, torch);
        PythonScripts.Run("torch", "pickles/load_unet.py", torch, _folder.File("listing.tsv"));
    }

    [Fact]
    public async Task Training_goes_on_from_a_PyTorch_checkpoint_as_from_the_same_weights_in_safetensors()
    {
        FastDevice.Require();
        string photographs = TrainingRun.Photographs(_folder, 3, 40), torch = _folder.File("from.pt");
        (await CommandRun.OfAsync("model", "convert", RepositoryPaths.Model("diffpir-photo-32.safetensors"), torch)).ShouldSucceed();

        (await TrainingRun.Async(photographs, _folder.File("a.safetensors"), "--steps", "2", "--no-search")).ShouldSucceed();
        (await TrainingRun.Async(photographs, _folder.File("b.safetensors"), "--steps", "2", "--no-search", "--from", torch)).ShouldSucceed();

        AssertSameTensors(_folder.File("a.safetensors"), _folder.File("b.safetensors"));
        Assert.Null(ModelChoice.Named(_folder.File("b.safetensors")).Settings);
    }

    private static void AssertSameTensors(string path, string other)
    {
        using Checkpoint one = Checkpoint.Open(path), two = Checkpoint.Open(other);
        Assert.Equal(one.Tensors.Select(static tensor => tensor.Name), two.Tensors.Select(static tensor => tensor.Name));
        Assert.All(one.Tensors, tensor => Assert.Equal(one.Read(tensor.Name), two.Read(tensor.Name, tensor.Shape)));
    }
}
