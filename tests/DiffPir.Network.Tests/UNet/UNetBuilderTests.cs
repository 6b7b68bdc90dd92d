using DiffPir.Kernels;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class UNetBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unet-a")]
    [InlineData("unet-b")]
    [InlineData("ffhq-10m")]
    public void Build_AnyNetwork_UsesEveryWeightOnce(string fixture)
    {
        var graphs = Build(fixture);

        var used = graphs.Noise.Nodes.Concat(graphs.Conditioning.Nodes).SelectMany(node => node switch
        {
            ConvolutionNode c => [c.Weight, c.Bias!],
            GroupNormNode g => [g.Gamma, g.Beta],
            _ => Array.Empty<string>(),
        });

        Assert.Equal(ParameterListing.Read(fixture).Select(entry => entry.Name).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Build_LearnedVariance_IsNotComputed()
    {
        var graphs = Build("ffhq-10m");

        Assert.Equal(new TensorShape(2, 3, 64, 96), graphs.Noise.InferShapes(new(2, 3, 64, 96))[graphs.Noise.Outputs[0]]);
    }

    [Fact]
    public void Build_ScaleAndShift_EachBlockReadsItsOwnSliceOfTheTable()
    {
        var graphs = Build("unet-c");
        var shapes = graphs.Conditioning.InferShapes(new(1, 1, 1, 20));
        var table = (ConcatNode)graphs.Conditioning[graphs.Conditioning.Outputs[0]];

        int offset = 0;
        foreach (string part in table.Parts)
        {
            string block = part[..^".emb_layers.1".Length];
            var norm = (GroupNormNode)graphs.Noise[$"{block}.out_layers.0"];
            Assert.Equal(offset, norm.ScaleShiftOffset);
            offset += shapes[part].C;
        }

        Assert.Equal(new TensorShape(1, offset, 1, 20), shapes[table.Name]);
        Assert.Equal(table.Parts.Count, graphs.Noise.Nodes.OfType<GroupNormNode>().Count(norm => norm.ScaleShiftOffset is not null));
    }

    [Fact]
    public void Build_AdditiveTime_EachBlockAddsItsOwnSliceOfTheTable()
    {
        var graphs = Build("unet-b");
        var shapes = graphs.Conditioning.InferShapes(new(1, 1, 1, 1));

        int[] offsets = [.. graphs.Noise.Nodes.OfType<AddConditioningNode>().Select(node => node.Offset)];

        int[] widths = [.. ((ConcatNode)graphs.Conditioning[graphs.Conditioning.Outputs[0]]).Parts.Select(part => shapes[part].C)];
        Assert.Equal(widths.Select((_, i) => widths[..i].Sum()), offsets);
    }

    [Fact]
    public void Build_Skips_AreTakenLastFirst()
    {
        var graphs = Build("unet-a");

        string[] taken = [.. graphs.Noise.Nodes.OfType<ConcatNode>().Select(node => node.Parts[1])];

        Assert.Equal(["input_blocks.3.1", "input_blocks.2.0", "input_blocks.1.0", "input_blocks.0.0"], taken);
    }

    private UNetGraphs Build(string fixture)
    {
        string path = _folder.File("model.safetensors");
        ZeroCheckpoint.Write(path, ParameterListing.Read(fixture));
        using var checkpoint = Checkpoint.Open(path);
        return UNetBuilder.Build(UNetConfiguration.Infer(checkpoint, new UNetOptions { HeadChannels = 32 }));
    }
}
