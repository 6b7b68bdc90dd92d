using DiffPir.Kernels;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Network;

/// <summary>
/// Writes a DRUNet down as a graph of operations. Its 2x2 convolution of stride 2 is a 3x3 one with zeros above and left; its transposed
/// 2x2 convolution is a 1x1 one of four times the channels, whose result is spread over 2x2 blocks. See <see cref="DrunetWeights"/>.
/// </summary>
public sealed class DrunetBuilder
{
    private readonly DrunetConfiguration _network;
    private readonly List<GraphNode> _nodes = [];

    private DrunetBuilder(DrunetConfiguration network) => _network = network;

    /// <summary>Builds the graph from image and noise level, as channels of one input, to the clean image.</summary>
    /// <param name="network">
    /// The network; weights are named as in a checkpoint that <see cref="DrunetConfiguration.Infer"/> has accepted.
    /// </param>
    public static Graph Build(DrunetConfiguration network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new DrunetBuilder(network).Build();
    }

    private Graph Build()
    {
        var channels = _network.LevelChannels;
        string x = Add(new InputNode("x", _network.Channels + 1));
        x = Add(Convolution("m_head", x, channels[0]));
        var skipped = new Stack<string>([x]);
        for (int level = 0; level < DrunetConfiguration.Levels - 1; level++)
        {
            x = AddBlocks($"m_down{level + 1}", 0, x, channels[level]);
            x = Add(Convolution($"m_down{level + 1}.{_network.ResidualBlocks}", x, channels[level + 1]) with { Stride = 2 });
            skipped.Push(x);
        }

        x = AddBlocks("m_body", 0, x, channels[^1]);
        for (int level = DrunetConfiguration.Levels - 2; level >= 0; level--)
        {
            string name = $"m_up{level + 1}";
            x = Add(new AddNode($"{name}.sum", x, skipped.Pop()));
            x = Add(Convolution($"{name}.0", x, 4 * channels[level]) with { KernelSize = 1 });
            x = Add(new PixelShuffleNode($"{name}.shuffle", x));
            x = AddBlocks(name, 1, x, channels[level]);
        }

        x = Add(new AddNode("m_tail.sum", x, skipped.Pop()));
        return new Graph(_nodes, Add(Convolution("m_tail", x, _network.Channels)));
    }

    /// <summary>Residual blocks x + conv(ReLU(conv(x))).</summary>
    private string AddBlocks(string module, int first, string x, int channels)
    {
        for (int block = first; block < first + _network.ResidualBlocks; block++)
        {
            string name = $"{module}.{block}";
            string h = Add(Convolution($"{name}.res.0", x, channels));
            h = Add(new ActivationNode($"{name}.res.1", h, Activation.Relu));
            h = Add(Convolution($"{name}.res.2", h, channels));
            x = Add(new AddNode(name, h, x));
        }

        return x;
    }

    private static ConvolutionNode Convolution(string name, string x, int outChannels) =>
        new(name, x, $"{name}.weight", DrunetWeights.NoBias(outChannels), outChannels, KernelSize: 3);

    private string Add(GraphNode node)
    {
        _nodes.Add(node);
        return node.Name;
    }
}
