using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Tests.Gradients;

/// <summary>Evaluates whole graphs by the plain definitions, in double precision.</summary>
internal static class ReferenceGraph
{
    /// <summary>Channels of the conditioning table: as many as any graph of the tests reads.</summary>
    public const int TableChannels = 80;

    private const int MostChannels = 64;

    /// <summary>Weights for every operation that reads some; those of convolutions have more outputs than are computed.</summary>
    public static Dictionary<string, float[]> Weights(Graph graph, IReadOnlyDictionary<string, TensorShape> shapes)
    {
        var weights = new Dictionary<string, float[]>();
        foreach (var g in graph.Nodes.OfType<GroupNormNode>())
        {
            weights[g.Gamma] = OperationRunner.Values(MostChannels, 10);
            weights[g.Beta] = OperationRunner.Values(MostChannels, 11);
        }

        foreach (var c in graph.Nodes.OfType<ConvolutionNode>())
        {
            int row = shapes[c.Input].C * c.KernelSize * c.KernelSize;
            weights[c.Weight] = [.. OperationRunner.Values((c.OutChannels + 3) * row, 12 + weights.Count).Select(v => v / MathF.Sqrt(row))];
            weights[c.Bias!] = OperationRunner.Values(c.OutChannels, 13 + weights.Count);
        }

        return weights;
    }

    /// <summary>The output of a graph of one input and one output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Shapes of its values.</param>
    /// <param name="x">Its input.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="conditioning">A value for each channel of the conditioning table and each image: [channel][image].</param>
    public static double[] Evaluate(
        Graph graph,
        IReadOnlyDictionary<string, TensorShape> shapes,
        double[] x,
        IReadOnlyDictionary<string, float[]> weights,
        double[] conditioning)
    {
        var values = new Dictionary<string, double[]>();
        foreach (var node in graph.Nodes)
        {
            values.Add(node.Name, node is InputNode ? x : Evaluate(node, name => values[name], name => shapes[name], weights, conditioning));
        }

        return values[graph.Outputs[0]];
    }

    private static double[] Evaluate(
        GraphNode node,
        Func<string, double[]> value,
        Func<string, TensorShape> shape,
        IReadOnlyDictionary<string, float[]> weights,
        double[] conditioning) => node switch
    {
        ConvolutionNode c => Convolve(c, value(c.Input), shape(c.Input), weights),
        GroupNormNode g => Normalize(g, value(g.Input), shape(g.Input), weights, conditioning),
        ActivationNode a => Activate(value(a.Input), a.Activation),
        AddNode a => [.. value(a.Left).Zip(value(a.Right), (left, right) => left + right)],
        AddConditioningNode a => PerChannel(value(a.Input), shape(a.Input), (v, c, n) => v + conditioning[((a.Offset + c) * shape(a.Input).N) + n]),
        ResampleNode r => Reference.Resample(value(r.Input), shape(r.Input), r.Resampling),
        PixelShuffleNode p => Shuffle(value(p.Input), shape(p.Name)),
        AttentionNode a => Reference.Attention(value(a.Input), shape(a.Input), a.Heads, a.Order),
        ConcatNode c => Join(c, value, shape),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    // Padded at the end, a convolution of stride 2 is every second result of one of stride 1, from the second on.
    private static double[] Convolve(ConvolutionNode node, double[] x, TensorShape shape, IReadOnlyDictionary<string, float[]> weights)
    {
        int stride = node.EndPadding ? 1 : node.Stride;
        double[] y = Reference.Convolution(x, shape, weights[node.Weight], weights[node.Bias!], node.OutChannels, node.KernelSize, stride);
        return node.EndPadding ? [.. y.Where((_, i) => i % shape.W % 2 == 1 && i / shape.W % shape.H % 2 == 1)] : y;
    }

    private static double[] Normalize(
        GroupNormNode node, double[] x, TensorShape shape, IReadOnlyDictionary<string, float[]> weights, double[] conditioning)
    {
        double[] y = Reference.GroupNorm(x, shape, weights[node.Gamma], weights[node.Beta], node.Groups, node.Epsilon);
        if (node.ScaleShiftOffset is { } offset)
        {
            y = PerChannel(
                y, shape, (v, c, n) => (v * (1 + conditioning[((offset + c) * shape.N) + n])) + conditioning[((offset + shape.C + c) * shape.N) + n]);
        }

        y = Activate(y, node.Activation);
        return node.Resampling == Resampling.None ? y : Reference.Resample(y, shape, node.Resampling);
    }

    private static double[] Activate(double[] x, Activation activation) => activation switch
    {
        Activation.Silu => Reference.Silu(x),
        Activation.Relu => [.. x.Select(value => Math.Max(value, 0))],
        _ => x,
    };

    private static double[] PerChannel(double[] x, TensorShape shape, Func<double, int, int, double> change) =>
        [.. x.Select((value, i) => change(value, i / (shape.H * shape.W) % shape.C, i / (shape.H * shape.W * shape.C)))];

    private static double[] Shuffle(double[] x, TensorShape y)
    {
        double[] shuffled = new double[y.Elements];
        for (int i = 0; i < shuffled.Length; i++)
        {
            int column = i % y.W, row = i / y.W % y.H, c = i / (y.W * y.H) % y.C, n = i / (y.W * y.H * y.C);
            int channel = (((2 * (row % 2)) + (column % 2)) * y.C) + c;
            shuffled[i] = x[(((((n * 4 * y.C) + channel) * (y.H / 2)) + (row / 2)) * (y.W / 2)) + (column / 2)];
        }

        return shuffled;
    }

    private static double[] Join(ConcatNode node, Func<string, double[]> value, Func<string, TensorShape> shape)
    {
        var whole = shape(node.Name);
        var joined = new List<double>();
        for (int n = 0; n < whole.N; n++)
        {
            foreach (string part in node.Parts)
            {
                int length = value(part).Length / whole.N;
                joined.AddRange(value(part).AsSpan(n * length, length));
            }
        }

        return [.. joined];
    }
}
