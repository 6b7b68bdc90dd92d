using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Tests.Graphs;

public sealed class PlanLayoutTests
{
    private static readonly TensorShape Input = new(1, 16, 8, 8);

    [Fact]
    public void PartsOfAConcatenation_AreWrittenIntoTheirSlices()
    {
        var layout = LayoutOf(Convolution("c", "x", 32), Convolution("d", "c", 48), new ConcatNode("y", ["d", "c"]));

        Assert.Equal(("x", 0), layout.HomeOf("x"));
        Assert.Equal(("y", 0), layout.HomeOf("y"));
        Assert.Equal(("y", 0), layout.HomeOf("d"));
        Assert.Equal(("y", 48), layout.HomeOf("c"));
        Assert.False(layout.IsCopied("y", "c"));
        Assert.False(layout.IsCopied("y", "d"));
        Assert.Equal(["x", "y"], layout.Layouts().Keys.Order());
        Assert.Equal(80, layout.Layouts()["y"].PixelStride);
    }

    [Fact]
    public void ValueInTwoConcatenations_LivesInTheFirstAndIsCopiedToTheSecond()
    {
        var layout = LayoutOf(
            Convolution("c", "x", 32), new ConcatNode("y", ["c"]), Convolution("d", "y", 16), new ConcatNode("z", ["d", "c"]));

        Assert.Equal(("y", 0), layout.HomeOf("c"));
        Assert.True(layout.IsCopied("z", "c"));
        Assert.False(layout.IsCopied("y", "c"));
        Assert.False(layout.IsCopied("z", "d"));
    }

    [Fact]
    public void InputAndConcatenationsInAConcatenation_AreCopied()
    {
        var layout = LayoutOf(Convolution("c", "x", 32), new ConcatNode("y", ["c"]), new ConcatNode("z", ["x", "y"]));

        Assert.True(layout.IsCopied("z", "x"));
        Assert.True(layout.IsCopied("z", "y"));
        Assert.Equal(("x", 0), layout.HomeOf("x"));
        Assert.Equal(("y", 0), layout.HomeOf("y"));
    }

    [Fact]
    public void PartThatIsNoWholeVectors_IsRefusedByName()
    {
        var error = Assert.Throws<ArgumentException>(() => LayoutOf(Convolution("c", "x", 20), new ConcatNode("y", ["c", "x"])));

        Assert.Contains("'y' joins 20 channels of 'c'", error.Message, StringComparison.Ordinal);
        Assert.Contains("multiples of 16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Border_StandsWhereA3x3ConvolutionReads()
    {
        var layouts = LayoutOf(
            Convolution("c", "x", 32, kernelSize: 1), Convolution("d", "c", 32), Convolution("e", "d", 32, kernelSize: 1)).Layouts();

        Assert.Equal(0, layouts["x"].Halo);
        Assert.Equal(1, layouts["c"].Halo);
        Assert.Equal(0, layouts["d"].Halo);
        Assert.Equal(0, layouts["e"].Halo);
    }

    [Fact]
    public void ResidualOfA3x3Convolution_NeedsNoBorder()
    {
        var layouts = LayoutOf(
            Convolution("c", "x", 32, kernelSize: 1), Convolution("d", "x", 32) with { Residual = "c" }).Layouts();

        Assert.Equal(1, layouts["x"].Halo);
        Assert.Equal(0, layouts["c"].Halo);
    }

    [Fact]
    public void Slice_HasTheBorderOfItsConcatenation()
    {
        // Only the whole is read by a 3x3 convolution, or only a part: either way there is one buffer.
        var whole = LayoutOf(Convolution("c", "x", 32, kernelSize: 1), new ConcatNode("y", ["c"]), Convolution("d", "y", 16));
        var part = LayoutOf(
            Convolution("c", "x", 32, kernelSize: 1), new ConcatNode("y", ["c"]), Convolution("d", "c", 32), new AddNode("z", "d", "y"));

        Assert.Equal(1, whole.Layouts()["y"].Halo);
        Assert.Equal(1, part.Layouts()["y"].Halo);
        Assert.Equal(0, whole.Layouts()["d"].Halo);
    }

    [Fact]
    public void Buffer_LivesFromItsFirstWriterToItsLastReader()
    {
        var layout = LayoutOf(
            Convolution("c", "x", 32),              // step 1 writes the first slice of y
            Convolution("d", "x", 32),              // step 2, last reader of x
            new ConcatNode("y", ["c", "d"]),
            Convolution("e", "y", 16),              // step 4, last reader of y
            Convolution("f", "e", 16));             // step 5, the output

        var requests = layout.Requests(layout.Layouts()).ToDictionary(request => request.Name);

        Assert.Equal((0, 2), (requests["x"].FirstStep, requests["x"].LastStep));
        Assert.Equal((1, 4), (requests["y"].FirstStep, requests["y"].LastStep));
        Assert.Equal((4, 5), (requests["e"].FirstStep, requests["e"].LastStep));
        Assert.Equal((5, 6), (requests["f"].FirstStep, requests["f"].LastStep)); // read once more, after the last operation
        Assert.Equal(4, requests.Count);
    }

    [Fact]
    public void Elements_HoldAllPixelsWithTheirBorder()
    {
        var layout = new ActivationLayout(new(2, 19, 5, 7), 1);

        Assert.Equal(32, layout.PixelStride);
        Assert.True(layout.Elements >= 2 * 32 * (5 + 2) * (7 + 2));
        Assert.Equal(32 * (7 + 2 + 1), layout.MapAt(0).At(0, 0, 0));
        Assert.Equal(0, layout.MapAt(0).At(0, -1, -1));
        Assert.Equal((32 * ((9 * 7) + (9 * 6) + 8)) + 3, layout.MapAt(3).At(1, 5, 7));
    }

    [Fact]
    public void MapAt_OfMoreValuesThanAnIndexReaches_IsRefused()
    {
        Assert.Contains(
            "smaller tiles", Assert.Throws<DeviceException>(() => new ActivationLayout(new(1, 128, 4096, 4096), 1).MapAt(0)).Message, StringComparison.Ordinal);
        Assert.Equal(128, new ActivationLayout(new(1, 128, 4000, 4000), 1).MapAt(0).Pixel);
    }

    private static ConvolutionNode Convolution(string name, string input, int outputs, int kernelSize = 3) =>
        new(name, input, $"{name}.w", $"{name}.b", outputs, kernelSize);

    private static PlanLayout LayoutOf(params GraphNode[] nodes)
    {
        var graph = OperationRunner.GraphOf(Input.C, nodes);
        return new PlanLayout(graph, graph.InferShapes(Input));
    }
}
