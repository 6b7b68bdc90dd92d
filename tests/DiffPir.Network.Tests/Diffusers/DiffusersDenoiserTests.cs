using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>Small networks of tests/fixtures/diffusers, whose predictions a plain PyTorch implementation computed.</summary>
public sealed class DiffusersDenoiserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> NetworksOnFastDevices => new(
        from device in (string[])["opencl", TestDevices.OpenClAsGpu, "cuda"] from network in (string[])["ddpm", "classes", "flat"] select (device, network));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(NetworksOnFastDevices))]
    public void PredictNoise_SyntheticWeights_MatchesPyTorch(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        using var golden = Checkpoint.Open(RepositoryPaths.Fixture($"diffusers/{name}.io.safetensors"));
        var s = golden.Find("x").Shape;
        var shape = new TensorShape((int)s[0], (int)s[1], (int)s[2], (int)s[3]);
        int[] timesteps = [.. golden.Read("t").Select(t => (int)t)];
        float[] y = golden.Read("y");
        int image = shape.C * shape.H * shape.W, computed = y.Length / shape.N;

        using IPrior network = DenoiserLoader.Load(device, WriteFolder(name), new UNetOptions { Class = name == "classes" ? 3 : null });
        using var session = network.CreateSession(shape, timesteps);
        using Tensor x = device.Allocate(shape), noise = device.Allocate(shape);
        x.Upload(golden.Read("x"));
        for (int n = 0; n < shape.N; n++)
        {
            session.PredictNoise(x, n, noise, TestContext.Current.CancellationToken);

            // Of a learned variance, the second half of the channels, nothing is computed.
            float[] found = noise.Download()[(n * image)..((n + 1) * image)];
            Assert.True(RelativeError.L2(found, y.AsSpan(n * computed, image)) < 1e-5, $"image {n}");
        }
    }

    [Fact]
    public void Open_Folder_DescribesTheNetwork()
    {
        using var model = DenoiserModel.Open(WriteFolder("ddpm"));

        Assert.Equal(DenoiserArchitecture.Diffusers, model.Architecture);
        Assert.Equal((3, 4), (model.Configuration.Channels, model.Configuration.SizeMultiple));
        Assert.Equal(
            "diffusers UNet2DModel: 3 to 3 channels, 32 model channels x 1,1,2, 2 residual blocks a level, attention at 1/2, middle with 1 head in new order, "
            + "additive time, convolution up and down",
            model.Configuration.ToString());
    }

    [Fact]
    public void Open_PipelineFolderOrWeightsFile_FindsTheConfiguration()
    {
        string inner = WriteFolder("flat", Path.Combine("pipeline", "unet"));

        foreach (string path in (string[])[Path.GetDirectoryName(inner)!, inner, Path.Combine(inner, "diffusion_pytorch_model.safetensors")])
        {
            using var model = DenoiserModel.Open(path);
            Assert.Equal("diffusers UNet2DModel", model.Configuration.Architecture);
        }
    }

    [Fact]
    public void Open_TensorThatTheConfigurationDoesNotHave_IsNamedAsInTheFile()
    {
        string folder = WriteFolder("ddpm");
        File.Copy(RepositoryPaths.Fixture("diffusers/flat.config.json"), Path.Combine(folder, "config.json"), overwrite: true);

        string message = Assert.Throws<CheckpointException>(() => DenoiserModel.Open(folder)).Message;

        Assert.Contains("almost the UNet2DModel of its config.json, but not quite", message, StringComparison.Ordinal);
        Assert.Contains("unexpected ('down_blocks.0.resnets.1.norm1.weight'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderOrFileWithoutConfiguration_SaysWhatIsMissing()
    {
        string folder = WriteFolder("flat");
        File.Delete(Path.Combine(folder, "config.json"));

        Assert.Contains("no config.json with a diffusion_pytorch_model file", Assert.Throws<CheckpointException>(() => DenoiserModel.Open(folder)).Message,
            StringComparison.Ordinal);
        var error = Assert.Throws<CheckpointException>(
            () => DenoiserModel.Open(Path.Combine(folder, "diffusion_pytorch_model.safetensors")));
        Assert.Contains("whose config.json is not beside it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"beta_schedule":"squaredcos_cap_v2"}""", "beta_schedule is \"squaredcos_cap_v2\", expected one of \"linear\"")]
    [InlineData("""{"prediction_type":"v_prediction"}""", "prediction_type is \"v_prediction\", expected one of \"epsilon\"")]
    [InlineData("""{"beta_end":0.012}""", "beta_end is 0.012, expected 0.02")]
    [InlineData("""{"num_train_timesteps":4000}""", "num_train_timesteps is 4000, expected 1000")]
    [InlineData("""{"trained_betas":[0.1]}""", "trained_betas is [0.1], expected one of null")]
    [InlineData("""{"rescale_betas_zero_snr":true}""", "rescale_betas_zero_snr is true, expected one of false")]
    [InlineData("""{"beta_start":""", "not valid JSON")]
    public void Open_TrainedForAnotherDiffusion_IsRefused(string scheduler, string reason)
    {
        string unet = WriteFolder("flat", Path.Combine("pipeline", "unet"));
        string pipeline = Path.GetDirectoryName(unet)!;
        Directory.CreateDirectory(Path.Combine(pipeline, "scheduler"));
        foreach (string place in (string[])[unet, Path.Combine(pipeline, "scheduler")])
        {
            string path = Path.Combine(place, "scheduler_config.json");
            File.WriteAllText(path, """{"_class_name":"DDPMScheduler","beta_start":1e-4,"beta_end":0.02,"trained_betas":null,"clip_sample":true}""");
            DenoiserModel.Open(pipeline).Dispose();
            File.WriteAllText(path, scheduler);
            Assert.Contains(reason, Assert.Throws<CheckpointException>(() => DenoiserModel.Open(pipeline)).Message, StringComparison.Ordinal);
            File.Delete(path);
        }
    }

    private string WriteFolder(string name, string folder = "model")
    {
        string path = Directory.CreateDirectory(_folder.File(folder)).FullName;
        File.Copy(RepositoryPaths.Fixture($"diffusers/{name}.config.json"), Path.Combine(path, "config.json"));
        SyntheticWeights.Write(Path.Combine(path, "diffusion_pytorch_model.safetensors"), ParameterListing.Read($"diffusers/{name}"));
        return path;
    }
}
