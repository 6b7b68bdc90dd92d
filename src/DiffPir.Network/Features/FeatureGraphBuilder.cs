using DiffPir.Kernels;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Pointwise;
using DiffPir.Kernels.Windows;

namespace DiffPir.Network;

/// <summary>
/// Writes networks of convolutions of any size, poolings and concatenations down as graphs, with the weights of a checkpoint. Batch normalisation is
/// folded into the convolution before it.
/// </summary>
/// <param name="checkpoint">The weights.</param>
/// <param name="network">The network with its article, for messages.</param>
/// <param name="remedy">What to do about a checkpoint of something else.</param>
internal sealed class FeatureGraphBuilder(Checkpoint checkpoint, string network, string remedy)
{
    /// <summary>What the variance of a normalisation is increased by (TensorFlow's Inception).</summary>
    private const double VarianceFloor = 1e-3;

    private readonly List<GraphNode> _nodes = [];
    private readonly Dictionary<string, int> _channels = [];
    private readonly Dictionary<string, FeatureLayer> _layers = [];

    /// <summary>The network's input.</summary>
    public string AddInput(int channels) => Add(new InputNode("x", channels), channels);

    /// <summary>ReLU of a convolution with bias.</summary>
    /// <param name="name">Name of the weight and bias without their endings.</param>
    /// <param name="x">Value read.</param>
    /// <param name="outputs">Channels of the result.</param>
    /// <param name="window">Sizes, stride and padding.</param>
    public string Convolve(string name, string x, int outputs, Window window) =>
        AddConvolution(name, Weight($"{name}.weight", x, outputs, window), window, x, null, Vector($"{name}.bias", outputs));

    /// <summary>ReLU of a convolution without bias and batch normalisation, whose parameters are <c>NAME.conv</c> and <c>NAME.bn</c>.</summary>
    /// <inheritdoc cref="Convolve"/>
    public string ConvolveNormalised(string name, string x, int outputs, Window window)
    {
        float[] mean = Vector($"{name}.bn.running_mean", outputs), variance = Vector($"{name}.bn.running_var", outputs);
        float[] gain = Vector($"{name}.bn.weight", outputs), shift = Vector($"{name}.bn.bias", outputs);
        double[] scale = [.. gain.Zip(variance, (g, v) => g / Math.Sqrt(v + VarianceFloor))];
        return AddConvolution(
            name, Weight($"{name}.conv.weight", x, outputs, window), window, x, [.. scale.Select(value => (float)value)],
            [.. shift.Select((value, i) => (float)(value - (mean[i] * scale[i])))]);
    }

    /// <summary>Pools windows.</summary>
    public string Pool(string name, string x, Pooling pooling, Window window) => Add(new PoolNode(name, x, pooling, window), _channels[x]);

    /// <summary>Channels of several values one after the other.</summary>
    public string Concatenate(string name, params IReadOnlyList<string> parts) => Add(new ConcatNode(name, parts), parts.Sum(part => _channels[part]));

    /// <summary>The graph.</summary>
    /// <param name="outputs">Names of the values it returns.</param>
    public Graph Build(IReadOnlyList<string> outputs) => new(_nodes, outputs);

    /// <summary>Reads a part of a weight that the graph names, see <see cref="ReadWeights"/>.</summary>
    public void Read(string name, long first, Span<float> destination)
    {
        var layer = _layers[name[..name.LastIndexOf('.')]];
        if (name.EndsWith(".bias", StringComparison.Ordinal))
        {
            layer.Bias.AsSpan((int)first, destination.Length).CopyTo(destination);
            return;
        }

        float[] source = new float[layer.SourceLength], row = new float[layer.RowLength];
        for (int done = 0; done < destination.Length;)
        {
            (long output, long start) = Math.DivRem(first + done, row.Length);
            checkpoint.Read(layer.Weight, output * source.Length, source);
            layer.Arrange((int)output, source, row);
            int count = Math.Min(row.Length - (int)start, destination.Length - done);
            row.AsSpan((int)start, count).CopyTo(destination[done..]);
            done += count;
        }
    }

    private string AddConvolution(string name, CheckpointTensor weight, Window window, string x, float[]? scale, float[] bias)
    {
        // The engine's convolutions are of 1x1 and, with zeros around, 3x3.
        bool isPlain = window is { Rows: 1, Columns: 1, Stride: 1 } or { Rows: 3, Columns: 3, Stride: 1, Top: 1, Left: 1 };
        _layers.Add(name, new(weight, window, !isPlain, scale, bias));
        string from = isPlain ? x : Add(new GatherNode($"{name} (windows)", x, window), 0);
        string sum = Add(
            new ConvolutionNode($"{name} (sum)", from, $"{name}.weight", $"{name}.bias", bias.Length, isPlain ? window.Rows : 1), bias.Length);
        return Add(new ActivationNode(name, sum, Activation.Relu), bias.Length);
    }

    private CheckpointTensor Weight(string name, string x, int outputs, Window window) =>
        Require(name, [outputs, _channels[x], window.Rows, window.Columns]);

    private float[] Vector(string name, int length) => checkpoint.Read(Require(name, [length]).Name);

    private CheckpointTensor Require(string name, long[] shape) =>
        checkpoint.TryFind(name, out var tensor) && tensor.Shape.SequenceEqual(shape) && tensor.Type.IsWeight()
            ? tensor
            : throw new CheckpointException(
                CheckpointFault.WrongModel,
                checkpoint.FilePath,
                $"{network} has weights of shape {ErrorText.Shape(shape)} here, found {(tensor is null ? "none" : $"{tensor.Type.Name()} {ErrorText.Shape(tensor.Shape)}")}",
                remedy,
                name);

    private string Add(GraphNode node, int channels)
    {
        _nodes.Add(node);
        _channels.Add(node.Name, channels);
        return node.Name;
    }
}
