using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class UNetConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Infer_OneBlockALevelResidualResampling_IsRecognised()
    {
        var network = InferFixture("unet-a", new UNetOptions { HeadChannels = 16 });

        AssertShape(network, modelChannels: 32, outChannels: 6, residualBlocks: 1, levels: [32, 32], attention: [false, true]);
        Assert.True(network.ScaleShiftNorm);
        Assert.True(network.ResidualResampling);
        Assert.True(network.LearnedSigma);
        Assert.Equal(2, network.SizeMultiple);
        Assert.Equal(2, network.HeadsFor(32));
        Assert.Equal(AttentionOrder.Legacy, network.AttentionOrder);
        Assert.False(network.HeadsAssumed);
    }

    [Fact]
    public void Infer_ConvolutionResamplingAdditiveTime_IsRecognised()
    {
        var network = InferFixture("unet-b", new UNetOptions { Heads = 2 });

        AssertShape(network, modelChannels: 32, outChannels: 3, residualBlocks: 2, levels: [32, 64], attention: [true, true]);
        Assert.False(network.ScaleShiftNorm);
        Assert.False(network.ResidualResampling);
        Assert.False(network.LearnedSigma);
        Assert.Equal(2, network.HeadsFor(32));
        Assert.Equal(2, network.HeadsFor(64));
    }

    [Fact]
    public void Infer_ThreeLevelsNewOrder_IsRecognised()
    {
        var network = InferFixture("unet-c", new UNetOptions { HeadChannels = 32, AttentionOrder = AttentionOrder.New });

        AssertShape(network, modelChannels: 32, outChannels: 6, residualBlocks: 1, levels: [32, 64, 64], attention: [false, false, true]);
        Assert.Equal(AttentionOrder.New, network.AttentionOrder);
        Assert.Equal(4, network.SizeMultiple);
        Assert.Equal(2, network.HeadsFor(64));
    }

    [Fact]
    public void Infer_PublishedFfhqSize_IsRecognised()
    {
        var network = InferFixture("ffhq-10m");

        AssertShape(network, modelChannels: 128, outChannels: 6, residualBlocks: 1, levels: [128, 128, 256, 256, 512, 512],
            attention: [false, false, false, false, true, false]);
        Assert.Equal(32, network.SizeMultiple);
        Assert.Equal(8, network.HeadsFor(512));
        Assert.True(network.HeadsAssumed);
        Assert.Equal(
            "guided-diffusion UNet: 3 to 6 channels (noise and variance), 128 model channels x 1,1,2,2,4,4, 1 residual block a level, "
            + "attention at 1/16, middle with 64 channels a head (assumed) in legacy order, scale-shift time, residual up and down",
            network.ToString());
    }

    [Theory]
    [InlineData(1, 2, true, true)]
    [InlineData(2, 3, true, true)]
    [InlineData(3, 1, true, false)]
    [InlineData(2, 4, false, false)]
    [InlineData(2, 7, false, true)]
    public void Infer_AnyLayout_GivesBackTheConfigurationItWasMadeFrom(int residualBlocks, int levels, bool scaleShift, bool residualResampling)
    {
        var made = Configuration(32, residualBlocks, [.. Enumerable.Range(0, levels).Select(level => 32 * (1 + (level / 2)))],
            [.. Enumerable.Range(0, levels).Select(level => level % 2 == 1)], scaleShift, residualResampling);

        using var checkpoint = Open(new UNetLayout(made).Parameters());
        var network = UNetConfiguration.Infer(checkpoint, new UNetOptions { HeadChannels = 32 });

        AssertShape(network, made.ModelChannels, made.OutChannels, made.ResidualBlocks, [.. made.LevelChannels], [.. made.LevelAttention]);
        Assert.Equal(made.ScaleShiftNorm, network.ScaleShiftNorm);
        Assert.Equal(made.ResidualResampling, network.ResidualResampling);
    }

    [Fact]
    public void Infer_HalfMultiplierOfThe512PixelModels_IsRecognised()
    {
        var made = Configuration(64, 1, [32, 64, 64, 128, 128, 256, 256], [false, false, false, false, false, true, true], true, true);

        using var checkpoint = Open(new UNetLayout(made).Parameters());
        var network = UNetConfiguration.Infer(checkpoint);

        AssertShape(network, 64, 6, 1, [32, 64, 64, 128, 128, 256, 256], [false, false, false, false, false, true, true]);
        Assert.Contains("x 0.5,1,1,2,2,4,4,", network.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_BuiltInPrior_IsRecognisedFromItsMetadata()
    {
        using var checkpoint = Checkpoint.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors"));

        var network = UNetConfiguration.Infer(checkpoint);

        AssertShape(network, modelChannels: 32, outChannels: 6, residualBlocks: 1, levels: [32, 32, 64, 64, 128, 128],
            attention: [false, false, false, false, true, false]);
        Assert.False(network.HeadsAssumed);
        Assert.Equal(2, network.HeadsFor(128));
        var summary = checkpoint.Summarise();
        Assert.Equal(362, summary.TensorCount);
        Assert.Equal(5_868_294, summary.ParameterCount);
        Assert.Equal([ElementType.F16, ElementType.F32], summary.Types.Select(entry => entry.Type));
        foreach (var tensor in checkpoint.Tensors)
        {
            Assert.Contains(checkpoint.Read(tensor.Name), value => value != 0);
        }
    }

    [Theory]
    [InlineData("num_head_channels", "16", 16, null)]
    [InlineData("num_heads", "4", null, 4)]
    [InlineData("num_head_channels", "-1", 64, null)]
    public void Infer_HeadsInTheMetadata_AreUsed(string key, string value, int? headChannels, int? heads)
    {
        using var checkpoint = Open(SmallParameters(), (key, value));

        var network = UNetConfiguration.Infer(checkpoint);

        Assert.Equal(headChannels, network.HeadChannels);
        Assert.Equal(heads, network.Heads);
        Assert.Equal(value == "-1", network.HeadsAssumed);
    }

    [Fact]
    public void Infer_OptionsAndMetadata_TheOptionsWin()
    {
        using var checkpoint = Open(SmallParameters(), ("num_head_channels", "32"), ("num_heads", "1"), ("attention_order", "new"));

        var told = UNetConfiguration.Infer(checkpoint, new UNetOptions { Heads = 4, AttentionOrder = AttentionOrder.Legacy });
        var read = UNetConfiguration.Infer(checkpoint);

        Assert.Equal((null, 4, AttentionOrder.Legacy), (told.HeadChannels, told.Heads, told.AttentionOrder));
        Assert.Equal((32, null, AttentionOrder.New), (read.HeadChannels, read.Heads, read.AttentionOrder));
    }

    [Fact]
    public void Infer_OptionsThatContradictThemselves_AreAnArgumentError()
    {
        using var checkpoint = Open(SmallParameters());

        Assert.Throws<ArgumentException>(() => UNetConfiguration.Infer(checkpoint, new UNetOptions { Heads = 4, HeadChannels = 16 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => UNetConfiguration.Infer(checkpoint, new UNetOptions { Heads = 0 }));
    }

    private static UNetConfiguration Configuration(
        int modelChannels, int residualBlocks, int[] levels, bool[] attention, bool scaleShift, bool residualResampling) => new()
        {
            ModelChannels = modelChannels,
            InChannels = 3,
            OutChannels = 6,
            ResidualBlocks = residualBlocks,
            LevelChannels = levels,
            LevelAttention = attention,
            ScaleShiftNorm = scaleShift,
            ResidualResampling = residualResampling,
            HeadChannels = 32,
            Heads = null,
            AttentionOrder = AttentionOrder.Legacy,
        };

    private static IEnumerable<(string Name, long[] Shape)> SmallParameters() =>
        new UNetLayout(Configuration(32, 1, [64, 64], [false, true], true, true)).Parameters();

    private static void AssertShape(UNetConfiguration network, int modelChannels, int outChannels, int residualBlocks, int[] levels, bool[] attention)
    {
        Assert.Equal(modelChannels, network.ModelChannels);
        Assert.Equal(3, network.InChannels);
        Assert.Equal(outChannels, network.OutChannels);
        Assert.Equal(residualBlocks, network.ResidualBlocks);
        Assert.Equal(levels, network.LevelChannels);
        Assert.Equal(attention, network.LevelAttention);
    }

    private UNetConfiguration InferFixture(string name, UNetOptions? options = null)
    {
        using var checkpoint = Open(ParameterListing.Read(name));
        return UNetConfiguration.Infer(checkpoint, options);
    }

    private Checkpoint Open(IEnumerable<(string Name, long[] Shape)> listing, params (string Key, string Value)[] metadata)
    {
        string path = _folder.File("model.safetensors");
        ZeroCheckpoint.Write(path, listing, metadata);
        return Checkpoint.Open(path);
    }
}
