using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Embedding;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.SelfTests;

/// <summary>The operations of networks.</summary>
internal static class NetworkCases
{
    private const double Single = 1e-5;

    /// <summary>All of them, convolutions by every candidate that the device has.</summary>
    public static IEnumerable<SelfTestCase> For(ComputeDevice device) =>
    [
        .. Convolutions(device),
        new("group normalisation with SiLU", Single, GroupNorm),
        new("group normalisation between convolutions", BoundOf(device), GroupNormBetweenConvolutions),
        new("attention, heads apart", Single, d => Attention(d, new(2, 48, 5, 7), AttentionOrder.Legacy)),
        new("attention, long", Single, d => Attention(d, new(1, 96, 17, 19), AttentionOrder.New)),
        new("enlarging maps", Single, d => Resample(d, Resampling.NearestUp2)),
        new("reducing maps", Single, d => Resample(d, Resampling.MeanDown2)),
        new("sums and joins of maps", Single, SumsAndJoins),
        new("time step embedding", 1e-4, Embedding),
    ];

    /// <summary>How far convolutions in the device's precision may be off, by the digits of its factors.</summary>
    public static double BoundOf(ComputeDevice device) => device.Precision switch
    {
        Precision.Bf16 => 1e-2,
        Precision.Tf32 or Precision.Fp16 => 2e-3,
        _ => 2e-5,
    };

    private static IEnumerable<SelfTestCase> Convolutions(ComputeDevice device) =>
        from shape in new (TensorShape Input, int Outputs, int Kernel, int Stride)[]
        {
            (new(2, 16, 7, 13), 32, 3, 1), (new(1, 32, 9, 6), 48, 3, 1), (new(1, 32, 8, 11), 3, 3, 1), (new(1, 16, 10, 14), 32, 3, 2),
                (new(2, 20, 5, 9), 32, 1, 1),
        }
        let node = new ConvolutionNode("y", "x", "w", "b", shape.Outputs, shape.Kernel, shape.Stride)
        let output = node.InferShape([shape.Input])
        from candidate in ConvolutionSelector.CandidatesFor(device, node, shape.Input, output)
        select new SelfTestCase(
            $"convolution {shape.Kernel}x{shape.Kernel}{(shape.Stride > 1 ? ", stride 2" : "")}, {shape.Input.C} to {shape.Outputs} channels, {candidate}",
            BoundOf(device), d =>
            {
                var weights = WeightsOf(("w", shape.Outputs * shape.Input.C * shape.Kernel * shape.Kernel), ("b", shape.Outputs));
                float[] x = OperationRunner.Values(shape.Input.Elements, 1);
                var choices = new TuningTable();
                choices.Load([new(node.TuningKey([shape.Input], output), candidate.ToString())]);
                return (
                    Reference.Doubles(OperationRunner.Run(d, OperationRunner.GraphOf(shape.Input.C, node), shape.Input, x, weights, choices: choices)),
                    Reference.Convolution(x, shape.Input, weights["w"], weights["b"], shape.Outputs, shape.Kernel, shape.Stride));
            });

    private static (double[] Actual, double[] Expected) GroupNorm(ComputeDevice device)
    {
        const int groups = 5;
        const float epsilon = 1e-5f;
        var shape = new TensorShape(2, 20, 7, 9);
        var weights = WeightsOf(("g", shape.C), ("b", shape.C));
        float[] x = OperationRunner.Values(shape.Elements, 2);
        var graph = OperationRunner.GraphOf(shape.C, new GroupNormNode("y", "x", "g", "b", groups, epsilon, null, Activation.Silu));
        return (
            Reference.Doubles(OperationRunner.Run(device, graph, shape, x, weights)),
            Reference.Silu(Reference.GroupNorm(x, shape, weights["g"], weights["b"], groups, epsilon)));
    }

    // What a convolution leaves for the normalisation, and the normalisation for the next convolution, depends on the device.
    private static (double[] Actual, double[] Expected) GroupNormBetweenConvolutions(ComputeDevice device)
    {
        const int groups = 8;
        const float epsilon = 1e-5f;
        TensorShape shape = new(1, 16, 9, 14), inner = shape with { C = 32 };
        var weights = WeightsOf(("w", 32 * 16 * 9), ("b", 32), ("g", 32), ("s", 32), ("v", 32 * 32), ("c", 32));
        float[] x = OperationRunner.Values(shape.Elements, 2);
        var graph = OperationRunner.GraphOf(
            shape.C,
            new ConvolutionNode("first", "x", "w", "b", 32, 3),
            new GroupNormNode("norm", "first", "g", "s", groups, epsilon, null, Activation.Silu),
            new ConvolutionNode("y", "norm", "v", "c", 32, 1));
        float[] first = [.. Reference.Convolution(x, shape, weights["w"], weights["b"], 32, 3, 1).Select(static v => (float)v)];
        double[] norm = Reference.Silu(Reference.GroupNorm(first, inner, weights["g"], weights["s"], groups, epsilon));
        return (
            Reference.Doubles(OperationRunner.Run(device, graph, shape, x, weights)),
            Reference.Convolution([.. norm.Select(static v => (float)v)], inner, weights["v"], weights["c"], 32, 1, 1));
    }

    private static (double[] Actual, double[] Expected) Attention(ComputeDevice device, TensorShape shape, AttentionOrder order)
    {
        const int heads = 2;
        float[] x = OperationRunner.Values(shape.Elements, 3);
        var graph = OperationRunner.GraphOf(shape.C, new AttentionNode("y", "x", heads, order));
        return (Reference.Doubles(OperationRunner.Run(device, graph, shape, x, WeightsOf())), Reference.Attention(x, shape, heads, order));
    }

    private static (double[] Actual, double[] Expected) Resample(ComputeDevice device, Resampling resampling)
    {
        var shape = new TensorShape(2, 5, 6, 10);
        float[] x = OperationRunner.Values(shape.Elements, 4);
        return (
            Reference.Doubles(OperationRunner.Run(device, OperationRunner.GraphOf(shape.C, new ResampleNode("y", "x", resampling)), shape, x, WeightsOf())),
            Reference.Resample(Reference.Doubles(x), shape, resampling));
    }

    private static (double[] Actual, double[] Expected) SumsAndJoins(ComputeDevice device)
    {
        var shape = new TensorShape(1, 16, 5, 7);
        float[] x = OperationRunner.Values(shape.Elements, 5);
        var graph = OperationRunner.GraphOf(shape.C, new ActivationNode("s", "x", Activation.Silu), new AddNode("a", "x", "s"),
            new ConcatNode("y", ["a", "x"]));
        double[] plain = Reference.Doubles(x), sums = [.. plain.Zip(Reference.Silu(plain), static (a, b) => a + b)];
        return (Reference.Doubles(OperationRunner.Run(device, graph, shape, x, WeightsOf())), [.. sums, .. plain]);
    }

    private static (double[] Actual, double[] Expected) Embedding(ComputeDevice device)
    {
        const int channels = 18, half = channels / 2;
        float[] times = [0, 1, 250, 999];
        var graph = OperationRunner.GraphOf(1, new TimestepEmbeddingNode("y", "x", channels));
        double Angle(int channel, float time) => time * Math.Pow(10000, -(channel % half) / (double)half);
        return (
            Reference.Doubles(OperationRunner.Run(device, graph, new(1, 1, 1, times.Length), times, WeightsOf())),
            [.. Enumerable.Range(0, channels).SelectMany(c => times.Select(t => c < half ? Math.Cos(Angle(c, t)) : Math.Sin(Angle(c, t))))]);
    }

    private static Dictionary<string, float[]> WeightsOf(params (string Name, int Count)[] weights) =>
        weights.Select(static (weight, i) => (weight.Name, Values: OperationRunner.Values(weight.Count, 10 + i)))
            .ToDictionary(static pair => pair.Name, static pair => pair.Values);
}
