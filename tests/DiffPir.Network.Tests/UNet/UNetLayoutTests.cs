using DiffPir.Kernels.Attention;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public class UNetLayoutTests
{
    [Theory]
    [InlineData("unet-a", 1, new[] { 32, 32 }, new[] { false, true }, 32, 6, true)]
    [InlineData("unet-b", 2, new[] { 32, 64 }, new[] { true, true }, 32, 3, false)]
    [InlineData("unet-c", 1, new[] { 32, 64, 64 }, new[] { false, false, true }, 32, 6, true)]
    [InlineData("ffhq-10m", 1, new[] { 128, 128, 256, 256, 512, 512 }, new[] { false, false, false, false, true, false }, 128, 6, true)]
    public void Parameters_OfAReferenceNetwork_AreItsStateDictInOrder(
        string fixture, int residualBlocks, int[] levels, bool[] attention, int modelChannels, int outChannels, bool modern)
    {
        var network = Configuration(modelChannels, outChannels, residualBlocks, levels, attention, modern);

        var listed = ParameterListing.Read(fixture).Select(entry => $"{entry.Name} {string.Join('x', entry.Shape)}");

        Assert.Equal(listed, new UNetLayout(network).Parameters().Select(entry => $"{entry.Name} {string.Join('x', entry.Shape)}"));
    }

    [Fact]
    public void Parameters_OfThePublishedImageNetModel_AreAsManyAsItHas()
    {
        var network = Configuration(
            256, 6, 2, [256, 256, 512, 512, 1024, 1024], [false, false, false, true, true, true], modern: true);

        (string Name, long[] Shape)[] parameters = [.. new UNetLayout(network).Parameters()];

        Assert.Equal(566, parameters.Length);
        Assert.Equal(552_814_086, parameters.Sum(entry => entry.Shape.Aggregate(1L, (product, side) => product * side)));
    }

    [Fact]
    public void OutputBlocks_OfThePublishedFfhqModel_ReceiveTheSkippedChannels()
    {
        var network = Configuration(
            128, 6, 1, [128, 128, 256, 256, 512, 512], [false, false, false, false, true, false], modern: true);

        var layout = new UNetLayout(network);

        Assert.Equal([1024, 1024, 1024, 768, 768, 512, 512, 384, 384, 256, 256, 256], layout.OutputBlocks.Select(block => block[0].InChannels));
        Assert.Equal([512, 512, 512, 512, 256, 256, 256, 256, 128, 128, 128, 128], layout.OutputBlocks.Select(block => block[^1].OutChannels));
        Assert.Equal(
            [UNetModuleKind.Residual, UNetModuleKind.Attention, UNetModuleKind.ResidualUp], layout.OutputBlocks[3].Select(module => module.Kind));
        Assert.Equal([2, 4, 6, 8, 10], Enumerable.Range(0, 12).Where(i => layout.InputBlocks[i][0].Kind == UNetModuleKind.ResidualDown));
    }

    private static UNetConfiguration Configuration(
        int modelChannels, int outChannels, int residualBlocks, int[] levels, bool[] attention, bool modern) => new()
        {
            ModelChannels = modelChannels,
            InChannels = 3,
            OutChannels = outChannels,
            ResidualBlocks = residualBlocks,
            LevelChannels = levels,
            LevelAttention = attention,
            ScaleShiftNorm = modern,
            ResidualResampling = modern,
            HeadChannels = 32,
            Heads = null,
            AttentionOrder = AttentionOrder.Legacy,
        };
}
