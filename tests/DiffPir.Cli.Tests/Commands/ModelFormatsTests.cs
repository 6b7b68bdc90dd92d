using DiffPir.Cli.Hosting;
using DiffPir.Cli.Options;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class ModelFormatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ModelsFolder.Variable, null);
        _folder.Dispose();
    }

    [Fact]
    public async Task List_WithAFolder_NamesItsModelsAndWhatIsWrongWithOthers()
    {
        File.Copy(RepositoryPaths.Model("diffpir-photo-32.safetensors"), _folder.File("mine.safetensors"));
        File.WriteAllText(_folder.File("broken.pt"), "not a model");
        Environment.SetEnvironmentVariable(ModelsFolder.Variable, _folder.Path);

        var run = (await CommandRun.OfAsync("model", "list")).ShouldSucceed();

        Assert.Contains("builtin", run.Output, StringComparison.Ordinal);
        Assert.Contains("mine.safetensors", run.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be used", run.Output, StringComparison.Ordinal);
        Assert.Contains("https://openaipublic.blob.core.windows.net/diffusion/jul-2021/256x256_diffusion_uncond.pt", run.Output, StringComparison.Ordinal);
        (await CommandRun.OfAsync("model", "info", "mine")).ShouldSucceed();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told()
    {
        string missing = _folder.File("none");
        Environment.SetEnvironmentVariable(ModelsFolder.Variable, missing);

        Assert.Contains($"your models: {missing}: it does not exist: make it, or set DIFFPIR_MODELS to another folder", (await CommandRun.OfAsync("model", "list")).ShouldSucceed().Output, StringComparison.Ordinal);
        (await CommandRun.OfAsync("model", "info", "mine")).ShouldFail(ExitCode.WrongModel, $"there is no model 'mine' here, and the folder '{missing}' that DIFFPIR_MODELS names does not exist");
    }

    [Fact]
    public async Task Convert_ToHalf_WritesAModelOfTheSameNetwork()
    {
        string target = _folder.File("half.safetensors");

        (await CommandRun.OfAsync("model", "convert", "builtin", target, "--dtype", "bf16")).ShouldSucceed();

        var run = (await CommandRun.OfAsync("model", "info", target)).ShouldSucceed();
        Assert.Contains("14,129,094 parameters in 310 tensors", run.Output, StringComparison.Ordinal);
        Assert.Contains("BF16", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_WithAPlan_ListsOperationsAndMemory()
    {
        var run = (await CommandRun.OfAsync("model", "info", "builtin", "--plan", "--size", "32", "--device", "cpu")).ShouldSucceed();

        Assert.Contains(" MiB for weights, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("convolution 3x3", run.Output, StringComparison.Ordinal);
    }
}
