using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Tests.Graphs;

public sealed class GraphFusionTests
{
    private static readonly InputNode Input = new("x", 16);

    private static readonly GroupNormNode Norm = new("n", "x", "gamma", "beta", 4, 1e-5f);

    public static TheoryData<string, string> Sums => new() { { "c", "x" }, { "x", "c" } };

    [Fact]
    public void ActivationAfterNorm_JoinsIt()
    {
        var fused = GraphFusion.Fuse(OperationRunner.GraphOf(16, Norm, Silu("a", "n")));

        Assert.Equal([Input, Norm with { Name = "a", Activation = Activation.Silu }], fused.Nodes);
        Assert.Equal(["a"], fused.Outputs);
    }

    [Fact]
    public void ResamplingAfterNorm_JoinsIt()
    {
        var fused = GraphFusion.Fuse(OperationRunner.GraphOf(16, Norm, new ResampleNode("r", "n", Resampling.NearestUp2)));

        Assert.Equal([Input, Norm with { Name = "r", Resampling = Resampling.NearestUp2 }], fused.Nodes);
    }

    [Fact]
    public void ActivationThenResamplingAfterNorm_BothJoinAndTheLogTellsSo()
    {
        var log = new List<string>();

        var fused = GraphFusion.Fuse(
            OperationRunner.GraphOf(16, Norm, Silu("a", "n"), new ResampleNode("r", "a", Resampling.MeanDown2)), log.Add);

        Assert.Equal(
            [Input, Norm with { Name = "r", Activation = Activation.Silu, Resampling = Resampling.MeanDown2 }], fused.Nodes);
        Assert.Equal(["n joins a", "a joins r"], log);
    }

    [Fact]
    public void ActivationAfterResampling_StaysBehindIt()
    {
        // A mean of activations is not the activation of a mean.
        var graph = OperationRunner.GraphOf(16, Norm, new ResampleNode("r", "n", Resampling.MeanDown2), Silu("a", "r"));

        Assert.Equal(
            [Input, Norm with { Name = "r", Resampling = Resampling.MeanDown2 }, Silu("a", "r")], GraphFusion.Fuse(graph).Nodes);
    }

    [Fact]
    public void SecondActivation_StaysBehindTheFirst()
    {
        var graph = OperationRunner.GraphOf(16, Norm, Silu("a", "n"), Silu("b", "a"));

        Assert.Equal([Input, Norm with { Name = "a", Activation = Activation.Silu }, Silu("b", "a")], GraphFusion.Fuse(graph).Nodes);
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public void SumWithAConvolution_JoinsIt(string left, string right)
    {
        var fused = GraphFusion.Fuse(OperationRunner.GraphOf(16, Convolution("c", "x"), new AddNode("s", left, right)));

        Assert.Equal([Input, Convolution("c", "x") with { Name = "s", Residual = "x" }], fused.Nodes);
    }

    [Fact]
    public void SumOfTwoConvolutions_JoinsOneOfThem()
    {
        var fused = GraphFusion.Fuse(
            OperationRunner.GraphOf(16, Convolution("c", "x"), Convolution("d", "x"), new AddNode("s", "c", "d")));

        // The fused one stands where the sum stood, behind what it now reads.
        Assert.Equal(
            [Input, Convolution("d", "x"), Convolution("c", "x") with { Name = "s", Residual = "d" }], fused.Nodes);
    }

    [Fact]
    public void ConvolutionWithAResidual_TakesNoSecondOne()
    {
        var graph = OperationRunner.GraphOf(
            16, new ResampleNode("r", "x", Resampling.None), Convolution("c", "x") with { Residual = "x" }, new AddNode("s", "c", "r"));

        ExpectUnchanged(graph);
    }

    [Fact]
    public void SumOfAConvolutionWithItself_StaysASum() =>
        ExpectUnchanged(OperationRunner.GraphOf(16, Convolution("c", "x"), new AddNode("s", "c", "c")));

    [Fact]
    public void ValuesReadTwice_AreKept()
    {
        ExpectUnchanged(OperationRunner.GraphOf(16, Norm, Silu("a", "n"), new AddNode("s", "a", "n")));
        ExpectUnchanged(OperationRunner.GraphOf(16, Norm, new ResampleNode("r", "n", Resampling.NearestUp2), Silu("a", "n")));
        ExpectUnchanged(OperationRunner.GraphOf(
            16, Convolution("c", "x"), new AddNode("s", "c", "x"), new ConcatNode("both", ["c", "s"])));
    }

    [Fact]
    public void TheOutput_IsKept()
    {
        ExpectUnchanged(new Graph([Input, Norm, Silu("a", "n")], "n"));
        ExpectUnchanged(new Graph([Input, Norm, new ResampleNode("r", "n", Resampling.NearestUp2)], "n"));
        ExpectUnchanged(new Graph([Input, Convolution("c", "x"), new AddNode("s", "c", "x")], "c"));
    }

    private static ActivationNode Silu(string name, string input) => new(name, input, Activation.Silu);

    private static ConvolutionNode Convolution(string name, string input) => new(name, input, $"{name}.w", $"{name}.b", 16, 3);

    private static void ExpectUnchanged(Graph graph)
    {
        var fused = GraphFusion.Fuse(graph, line => Assert.Fail($"fused: {line}"));
        Assert.Equal(graph.Nodes, fused.Nodes);
    }
}
