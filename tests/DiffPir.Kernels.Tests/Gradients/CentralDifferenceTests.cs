using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;
using DiffPir.Testing;

namespace DiffPir.Kernels.Tests.Gradients;

/// <summary>
/// Gradients of small graphs against central differences of the plain definitions in double precision: odd sizes, batches, tails beside whole
/// vectors, and every way in which values are shared.
/// </summary>
public sealed class CentralDifferenceTests
{
    private const double Step = 1e-4;
    private const double Bound = 1e-5;

    // Exact in single precision, like the weights' sums and differences with it; few enough evaluations of graphs with many weights.
    private const float WeightStep = 1f / 1024;
    private const int WeightsTried = 25;

    // The same on every device, and minutes of work: kept by case.
    private static readonly Dictionary<string, float[]> Differences = [];

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["convolution 3x3"] = new(new(2, 5, 4, 3), Convolve("y", "x", 7, 3)),
        ["convolution 3x3 of whole vectors"] = new(new(1, 32, 5, 6), Convolve("y", "x", 32, 3)),
        ["convolution of stride 2 on odd sides"] = new(new(2, 3, 7, 5), Convolve("y", "x", 4, 3) with { Stride = 2 }),
        ["convolution of stride 2 padded at the end"] = new(new(1, 3, 6, 4), Convolve("y", "x", 16, 3) with { Stride = 2, EndPadding = true }),
        ["convolution to one channel"] = new(new(1, 16, 3, 5), Convolve("y", "x", 1, 1)),
        ["norm"] = new(new(2, 12, 3, 5), new GroupNormNode("y", "x", "gamma", "beta", 4, 1e-5f)),
        ["norm of whole vectors, conditioned"] = new(
            new(1, 32, 4, 3), new GroupNormNode("y", "x", "gamma", "beta", 8, 1e-5f, ScaleShiftOffset: 3, Activation: Activation.Silu)),
        ["norm to twice the size"] = new(
            new(1, 16, 3, 2), new GroupNormNode("y", "x", "gamma", "beta", 4, 1e-5f, null, Activation.Silu, Resampling.NearestUp2)),
        ["norm to half the size, odd sides"] = new(
            new(1, 16, 5, 7), new GroupNormNode("y", "x", "gamma", "beta", 4, 1e-5f, null, Activation.Silu, Resampling.MeanDown2)),
        ["SiLU"] = new(new(1, 5, 3, 3), new ActivationNode("y", "x", Activation.Silu)),
        ["ReLU"] = new(new(1, 5, 3, 3), new ActivationNode("y", "x", Activation.Relu)),
        ["sum with itself"] = new(new(1, 5, 3, 3), new ActivationNode("a", "x", Activation.Silu), new AddNode("y", "a", "a")),
        ["conditioning"] = new(new(1, 6, 3, 3), new ActivationNode("a", "x", Activation.Silu), new AddConditioningNode("y", "a", 2)),
        ["twice the size"] = new(new(2, 3, 3, 2), new ResampleNode("y", "x", Resampling.NearestUp2)),
        ["half the size, odd sides"] = new(new(1, 3, 5, 3), new ResampleNode("y", "x", Resampling.MeanDown2)),
        ["pixel shuffle"] = new(new(1, 12, 2, 3), new PixelShuffleNode("y", "x")),
        ["pixel shuffle of whole vectors"] = new(new(1, 64, 2, 3), new PixelShuffleNode("y", "x")),
        ["attention of odd heads"] = new(new(2, 18, 3, 5), new AttentionNode("y", "x", 2, AttentionOrder.New)),
        ["attention of whole vectors"] = new(new(1, 96, 2, 3), new AttentionNode("y", "x", 2, AttentionOrder.Legacy)),
        ["attention of several tiles"] = new(new(1, 210, 2, 33), new AttentionNode("y", "x", 1, AttentionOrder.Legacy)),
        ["concatenation read twice"] = new(
            new(1, 16, 4, 3),
            Convolve("a", "x", 16, 3),
            Convolve("b", "x", 32, 1),
            new ConcatNode("j", ["a", "b"]),
            Convolve("c", "j", 16, 3),
            new GroupNormNode("n", "j", "gamma", "beta", 6, 1e-5f, null, Activation.Silu),
            Convolve("d", "n", 16, 1),
            new AddNode("e", "c", "d"),
            new AddNode("y", "e", "a")),
        ["residual block"] = new(
            new(1, 16, 4, 4),
            new GroupNormNode("n", "x", "gamma", "beta", 4, 1e-5f),
            new ActivationNode("s", "n", Activation.Silu),
            Convolve("a", "s", 32, 3),
            new GroupNormNode("m", "a", "gamma m", "beta m", 8, 1e-5f, ScaleShiftOffset: 0),
            new ActivationNode("t", "m", Activation.Silu),
            Convolve("b", "t", 32, 3),
            Convolve("k", "x", 32, 1),
            new AddNode("y", "b", "k")),
    };

    public static TheoryData<string, string> OnEveryDevice =>
        [.. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" } from name in Cases.Keys select (device, name)];

    public static TheoryData<string, string> WithParametersOnEveryDevice =>
    [
        .. from device in new[] { "opencl", TestDevices.OpenClAsGpu, "cuda", "cpu" }
            from named in Cases
            where named.Value.Nodes.Any(node => node is ConvolutionNode or GroupNormNode or AddConditioningNode)
            select (device, named.Key),
    ];

    [Theory]
    [MemberData(nameof(OnEveryDevice))]
    public void Gradient_MatchesCentralDifferences(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        var (shape, nodes) = Cases[name];
        var graph = OperationRunner.GraphOf(shape.C, nodes);
        var shapes = graph.InferShapes(shape);
        float[] x = OperationRunner.Values(shape.Elements, 1), v = OperationRunner.Values(shapes["y"].Elements, 2);
        var weights = ReferenceGraph.Weights(graph, shapes);
        float[] table = [.. OperationRunner.Values(ReferenceGraph.TableChannels * 3, 5).Select(value => 0.5f * value)];

        var (output, gradient) = GradientRunner.Run(device, graph, shape, x, v, weights, table, conditioningSteps: 3, step: 1);

        double[] conditioning =
            [.. Enumerable.Range(0, ReferenceGraph.TableChannels * shape.N).Select(i => (double)table[(3 * (i / shape.N)) + 1])];
        double[] point = [.. x.Select(value => (double)value)];
        double[] Evaluate(double[] at) => ReferenceGraph.Evaluate(graph, shapes, at, weights, conditioning);
        Assert.InRange(RelativeError.L2(output, [.. Evaluate(point).Select(value => (float)value)]), 0, Bound);
        if (!Differences.TryGetValue(name, out float[]? expected))
        {
            expected = new float[x.Length];
            Parallel.For(0, x.Length, i =>
            {
                double[] before = [.. point], after = [.. point];
                before[i] -= Step;
                after[i] += Step;
                expected[i] = (float)(Evaluate(after).Zip(Evaluate(before), (a, b) => a - b).Zip(v, (d, w) => d * w).Sum() / (2 * Step));
            });
            Differences.Add(name, expected);
        }

        Assert.InRange(RelativeError.L2(gradient, expected), 0, Bound);
    }

    [Theory]
    [MemberData(nameof(WithParametersOnEveryDevice))]
    public void GradientOfParameters_MatchesCentralDifferences(string selector, string name)
    {
        var device = TestDevices.Require(selector);
        var (shape, nodes) = Cases[name];
        var graph = OperationRunner.GraphOf(shape.C, nodes);
        var shapes = graph.InferShapes(shape);
        float[] x = OperationRunner.Values(shape.Elements, 1), v = OperationRunner.Values(shapes["y"].Elements, 2);
        var weights = ReferenceGraph.Weights(graph, shapes);
        float[] table = [.. OperationRunner.Values(ReferenceGraph.TableChannels * shape.N, 5).Select(value => 0.5f * value)];

        var (gradients, conditioning) = GradientRunner.RunParameters(device, graph, shape, x, v, weights, table);

        double Evaluate() => ReferenceGraph.Evaluate(
            graph, shapes, [.. x.Select(value => (double)value)], weights, [.. table.Select(value => (double)value)]).Zip(v, (y, w) => y * w).Sum();
        foreach (var (parameter, values) in weights.Append(new("conditioning", table)))
        {
            float[] gradient = parameter == "conditioning" ? conditioning : gradients[parameter];
            int[] tried = [.. Enumerable.Range(0, Math.Min(WeightsTried, values.Length))
                .Select(i => (int)((long)i * (values.Length - 1) / Math.Max(1, Math.Min(WeightsTried, values.Length) - 1)))];
            var expected = new List<float>();
            foreach (int i in tried)
            {
                float at = values[i];
                values[i] = at + WeightStep;
                double after = Evaluate(), span = values[i];
                values[i] = at - WeightStep;
                expected.Add((float)((after - Evaluate()) / (span - values[i])));
                values[i] = at;
            }

            float[] found = [.. tried.Select(i => gradient[i])];
            if (expected.All(value => value == 0))
            {
                Assert.All(found, value => Assert.Equal(0, value));
            }
            else
            {
                Assert.InRange(RelativeError.L2(found, [.. expected]), 0, Bound);
            }
        }
    }

    private static ConvolutionNode Convolve(string name, string input, int outputs, int kernel) => new(name, input, $"w {name}", $"b {name}", outputs, kernel);

    private sealed record Case(TensorShape Shape, params GraphNode[] Nodes);
}
