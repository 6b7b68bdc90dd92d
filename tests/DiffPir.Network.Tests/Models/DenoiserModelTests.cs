using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class DenoiserModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_GuidedDiffusion_IsRecognised()
    {
        string path = _folder.File("unet.safetensors");
        ZeroCheckpoint.Write(path, ParameterListing.Read("ffhq-10m"));

        using var model = DenoiserModel.Open(path);

        Assert.Equal(DenoiserArchitecture.GuidedDiffusion, model.Architecture);
        Assert.Equal((3, 32), (model.Configuration.Channels, model.Configuration.SizeMultiple));
        Assert.StartsWith("guided-diffusion UNet: 3 to 6 channels (noise and variance)", model.Configuration.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(4, 8)]
    public void Open_NetworkOfChannelsThatAreNoColours_IsRefusedWhateverThePicture(int input, int output)
    {
        string path = _folder.File("upsampler.safetensors");
        ZeroCheckpoint.Write(path, ParameterListing.Read("ffhq-10m").Select(entry => entry.Name switch
        {
            "input_blocks.0.0.weight" => (entry.Name, [entry.Shape[0], input, 3, 3]),
            "out.2.weight" => (entry.Name, [output, entry.Shape[1], 3, 3]),
            "out.2.bias" => (entry.Name, [output]),
            _ => entry,
        }));

        var error = Assert.Throws<CheckpointException>(() => DenoiserModel.Open(path));

        Assert.Equal(CheckpointFault.WrongModel, error.Fault);
        Assert.Contains($"the network takes {input} channels, and pictures have 1 or 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.", "")]
    [InlineData("diffusion.unet.", "betas")]
    [InlineData("model_ema.", "model.time_embed.0.weight")]
    public void Open_NamesBehindWordsOfATrainingProgram_IsTheNetworkWithoutThem(string prefix, string beside)
    {
        string path = _folder.File("wrapped.safetensors");
        IEnumerable<(string, long[])> wrapped = ParameterListing.Read("ffhq-10m").Select(entry => (prefix + entry.Name, entry.Shape));
        ZeroCheckpoint.Write(path, beside.Length == 0 ? wrapped : wrapped.Append((beside, [3])));

        using var model = DenoiserModel.Open(path);

        Assert.Equal(DenoiserArchitecture.GuidedDiffusion, model.Architecture);
        Assert.Equal($"safetensors, names behind '{prefix}'", model.Checkpoint.Format);
        Assert.DoesNotContain(model.Checkpoint.Tensors, tensor => tensor.Name.Contains(prefix, StringComparison.Ordinal) || tensor.Name == beside);
    }

    [Fact]
    public void Open_ScheduleThatIsToldOrNot_IsWhatTheModelIsUsedWith()
    {
        string path = _folder.File("unet.safetensors");
        ZeroCheckpoint.Write(path, ParameterListing.Read("ffhq-10m"));

        using var assumed = DenoiserModel.Open(path);
        using var told = DenoiserModel.Open(path, new UNetOptions { Schedule = ScheduleShape.Cosine, TrainingSteps = 4000 });

        Assert.Equal("1000 linear steps (assumed)", ((UNetConfiguration)assumed.Configuration).Training.ToString());
        Assert.Equal("4000 cosine steps", ((UNetConfiguration)told.Configuration).Training.ToString());
        CheckpointConverter.Convert(told, _folder.File("kept.safetensors"), ElementType.F16);
        using var kept = DenoiserModel.Open(_folder.File("kept.safetensors"));
        Assert.Equal("4000 cosine steps", ((UNetConfiguration)kept.Configuration).Training.ToString());
    }

    [Fact]
    public void Open_UnknownNetwork_ShowsWhatItsTensorsLookLike()
    {
        string path = _folder.File("vgg.safetensors");
        ZeroCheckpoint.Write(path, [("features.0.weight", [64, 3, 3, 3]), ("features.0.bias", [64]), ("a", []), ("b", [1]), ("c", [1])]);

        string message = Assert.Throws<CheckpointException>(() => DenoiserModel.Open(path)).Message;

        Assert.Contains(
            "it holds 5 tensors of no known network: 'features.0.weight' F16 64x3x3x3, 'features.0.bias' F16 64, 'a' F16 scalar, 'b' F16 1, ...", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoTensorsAtAll_IsRefused()
    {
        string path = _folder.File("none.safetensors");
        ZeroCheckpoint.Write(path, Array.Empty<(string, long[])>());

        Assert.Contains("it holds 0 tensors of no known network", Assert.Throws<CheckpointException>(() => DenoiserModel.Open(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OneFileOfSeveral_PointsToTheIndex()
    {
        string path = _folder.File("model-00001-of-00002.safetensors");
        ZeroCheckpoint.Write(path, ParameterListing.Read("unet-a").Take(100));

        string message = Assert.Throws<CheckpointException>(() => DenoiserModel.Open(path)).Message;

        Assert.Contains("it is one of several files that are a model together. Pass the index beside it", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithAnotherModel_NamesItsFile()
    {
        Assert.Contains("with its config.json", Assert.Throws<CheckpointException>(() => DenoiserModel.Open(_folder.Path)).Message, StringComparison.Ordinal);

        File.WriteAllText(_folder.File("a-00001-of-00001.safetensors"), "");
        File.WriteAllText(_folder.File("a.safetensors.index.json"), "{}");

        string message = Assert.Throws<CheckpointException>(() => DenoiserModel.Open(_folder.Path)).Message;
        Assert.Contains($"To use the model in it, pass '{_folder.File("a.safetensors.index.json")}'", message, StringComparison.Ordinal);
    }

    /// <summary>The whole way of a published model: PyTorch's file, wrapped as a training program does.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Load_UNetThatPyTorchSaved_PredictsLikeTheOriginal(string selector)
    {
        var device = TestDevices.Require(selector);
        PythonScripts.Run("torch", "pickles/save_synthetic.py", RepositoryPaths.Fixture("unet-b.params.tsv"), _folder.Path);
        using var golden = Checkpoint.Open(RepositoryPaths.Fixture("unet-b.io.safetensors"));
        var s = golden.Find("square.x").Shape;
        var shape = new TensorShape((int)s[0], (int)s[1], (int)s[2], (int)s[3]);

        foreach (string file in (string[])["archive.pt", "legacy.pth"])
        {
            using IPrior network = DenoiserLoader.Load(device, _folder.File(file), new UNetOptions { Heads = 2 });
            using var session = network.CreateSession(shape, [(int)golden.Read("square.t")[0]]);
            using Tensor x = device.Allocate(shape), noise = device.Allocate(shape);
            x.Upload(golden.Read("square.x"));
            session.PredictNoise(x, 0, noise, TestContext.Current.CancellationToken);
            Assert.True(RelativeError.L2(noise.Download(), golden.Read("square.y")) < 1e-4, file);
        }
    }
}
