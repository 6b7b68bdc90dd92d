using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Tests.Graphs;

public sealed class GraphTests
{
    private static readonly InputNode Input = new("x", 16);

    [Fact]
    public void Graph_OfNamesThatDoNotResolve_IsRefused()
    {
        ExpectRefusal("'a' reads 'b', which nothing before it produces", "a", Input, Silu("a", "b"), Silu("b", "x"));
        ExpectRefusal("'a' is produced twice", "a", Input, Silu("a", "x"), Silu("a", "x"));
        ExpectRefusal("the output 'y' is not produced", "y", Input, Silu("a", "x"));
        ExpectRefusal("a graph has at least one input and one output", "z");
        Assert.Throws<ArgumentException>(() => new Graph([Input], []));
    }

    [Theory]
    [InlineData(1, 7, 5, 7, 5)]
    [InlineData(2, 7, 6, 4, 3)]
    [InlineData(2, 1, 1, 1, 1)]
    public void Convolution_RoundsOddSidesUp(int stride, int height, int width, int outputHeight, int outputWidth)
    {
        var graph = OperationRunner.GraphOf(16, new ConvolutionNode("y", "x", "w", "b", 20, 3, stride));

        Assert.Equal(new TensorShape(2, 20, outputHeight, outputWidth), graph.InferShapes(new(2, 16, height, width))["y"]);
    }

    [Fact]
    public void Shapes_ThatDoNotFit_NameTheOperation()
    {
        ExpectShapeError("'y' has 16 channels, which 5 groups do not divide", new GroupNormNode("y", "x", "g", "b", 5, 1e-5f));
        ExpectShapeError("'y' splits 16 channels into 3 x 2 heads", new AttentionNode("y", "x", 2, AttentionOrder.New));
        ExpectShapeError("'y' halves a map of 1x8", new ResampleNode("y", "x", Resampling.MeanDown2));
        ExpectShapeError(
            "'y' joins maps of different sizes", new ResampleNode("u", "x", Resampling.NearestUp2), new ConcatNode("y", ["x", "u"]));
        ExpectShapeError("'y' has a residual of another shape", new ConvolutionNode("y", "x", "w", "b", 20, 1, Residual: "x"));
    }

    private static ActivationNode Silu(string name, string input) => new(name, input, Activation.Silu);

    private static void ExpectRefusal(string problem, string output, params GraphNode[] nodes) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new Graph(nodes, output)).Message, StringComparison.Ordinal);

    private static void ExpectShapeError(string problem, params GraphNode[] nodes)
    {
        var graph = OperationRunner.GraphOf(16, nodes);
        string message = Assert.Throws<ArgumentException>(() => graph.InferShapes(new(1, 16, 1, 8))).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }
}
