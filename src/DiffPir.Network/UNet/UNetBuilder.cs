using DiffPir.Kernels;
using DiffPir.Kernels.Attention;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Embedding;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Network;

/// <summary>
/// Writes a UNet down as graphs of operations, named like the checkpoint's modules. Of a learned variance nothing is computed: the last
/// convolution stops after the channels of the noise.
/// </summary>
public sealed class UNetBuilder
{
    private readonly UNetConfiguration _network;
    private readonly List<GraphNode> _noise = [];
    private readonly List<GraphNode> _conditioning = [];
    private readonly List<string> _tableParts = [];
    private string _time = "";
    private int _tableChannels;

    private UNetBuilder(UNetConfiguration network) => _network = network;

    /// <summary>Builds both graphs.</summary>
    /// <param name="network">
    /// The network; weights are named as in a checkpoint that <see cref="UNetConfiguration.Infer"/> has accepted.
    /// </param>
    public static UNetGraphs Build(UNetConfiguration network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var builder = new UNetBuilder(network);
        builder.EmbedTime();
        var noise = builder.BuildNoise(new UNetLayout(network));
        string table = builder.Condition(new ConcatNode("conditioning", builder._tableParts));
        return new UNetGraphs(noise, new Graph(builder._conditioning, table));
    }

    /// <summary>
    /// The sinusoidal embedding and its two linear layers. Every residual block starts its own linear layer with the same SiLU, so that
    /// one is shared.
    /// </summary>
    private void EmbedTime()
    {
        string t = Condition(new InputNode("t", 1));
        string embedding = Condition(new TimestepEmbeddingNode("timestep_embedding", t, _network.ModelChannels, _network.FrequencyShift));
        string hidden = Condition(Linear("time_embed.0", embedding, _network.TimeChannels));
        string activated = Condition(new ActivationNode("time_embed.1", hidden, Activation.Silu));
        string time = Condition(Linear("time_embed.2", activated, _network.TimeChannels));
        _time = Condition(new ActivationNode("emb_layers.0", time, Activation.Silu));
    }

    private Graph BuildNoise(UNetLayout layout)
    {
        string h = Add(new InputNode("x", _network.InChannels));
        var skipped = new Stack<string>();
        foreach (var block in layout.InputBlocks)
        {
            h = AddModules(block, h);
            skipped.Push(h);
        }

        h = AddModules(layout.MiddleBlock, h);
        for (int i = 0; i < layout.OutputBlocks.Count; i++)
        {
            h = Add(new ConcatNode($"output_blocks.{i}", [h, skipped.Pop()]));
            h = AddModules(layout.OutputBlocks[i], h);
        }

        h = AddNormSilu("out.0", "out.1", h);
        h = Add(Convolution("out.2", h, _network.InChannels));
        return new Graph(_noise, h);
    }

    private string AddModules(IReadOnlyList<UNetModule> modules, string input) =>
        modules.Aggregate(input, (x, module) => module.Kind switch
        {
            UNetModuleKind.Convolution => Add(Convolution(module.Name, x, module.OutChannels)),
            UNetModuleKind.ConvolutionDown => Add(
                Convolution($"{module.Name}.op", x, module.OutChannels) with { Stride = 2, EndPadding = _network.EndPadding }),
            UNetModuleKind.ConvolutionUp => Add(
                Convolution($"{module.Name}.conv", Add(new ResampleNode(module.Name, x, Resampling.NearestUp2)), module.OutChannels)),
            UNetModuleKind.Attention => AddAttention(module, x),
            _ => AddResidual(module, x),
        });

    /// <summary>
    /// h = conv(SiLU(norm(x))), then with the time (scale, shift) of this block conv(SiLU(norm(h) (1 + scale) + shift)), or with only one
    /// value a channel conv(SiLU(norm(h + value))); the input is added, projected where the width changes. A change of resolution acts on
    /// x and on what the first convolution reads.
    /// </summary>
    private string AddResidual(UNetModule module, string x)
    {
        string p = module.Name;
        string h = AddNormSilu($"{p}.in_layers.0", $"{p}.in_layers.1", x);
        var resampling = module.Kind switch
        {
            UNetModuleKind.ResidualDown => Resampling.MeanDown2,
            UNetModuleKind.ResidualUp => Resampling.NearestUp2,
            _ => Resampling.None,
        };
        if (resampling != Resampling.None)
        {
            h = Add(new ResampleNode($"{p}.h_upd", h, resampling));
            x = Add(new ResampleNode($"{p}.x_upd", x, resampling));
        }

        h = Add(Convolution($"{p}.in_layers.2", h, module.OutChannels));
        int offset = AddToTable($"{p}.emb_layers.1", _network.ScaleShiftNorm ? 2 * module.OutChannels : module.OutChannels);
        if (!_network.ScaleShiftNorm)
        {
            h = Add(new AddConditioningNode($"{p}.emb_layers", h, offset));
        }

        h = AddNormSilu($"{p}.out_layers.0", $"{p}.out_layers.1", h, _network.ScaleShiftNorm ? offset : null);
        h = Add(Convolution($"{p}.out_layers.3", h, module.OutChannels));
        string skip = module.InChannels == module.OutChannels ? x : Add(Linear($"{p}.skip_connection", x, module.OutChannels));
        return Add(new AddNode(p, h, skip));
    }

    private string AddAttention(UNetModule module, string x)
    {
        string p = module.Name;
        int channels = module.InChannels;
        string h = Add(Norm($"{p}.norm", x));
        h = Add(Linear($"{p}.qkv", h, 3 * channels));
        h = Add(new AttentionNode($"{p}.attention", h, _network.HeadsFor(channels), _network.AttentionOrder));
        h = Add(Linear($"{p}.proj_out", h, channels));
        return Add(new AddNode(p, h, x));
    }

    /// <summary>Appends a linear layer of the embedded time to the conditioning table.</summary>
    /// <returns>The first channel it takes there.</returns>
    private int AddToTable(string layer, int channels)
    {
        _tableParts.Add(Condition(Linear(layer, _time, channels)));
        int offset = _tableChannels;
        _tableChannels += channels;
        return offset;
    }

    private string AddNormSilu(string norm, string activation, string x, int? scaleShiftOffset = null) =>
        Add(new ActivationNode(activation, Add(Norm(norm, x) with { ScaleShiftOffset = scaleShiftOffset }), Activation.Silu));

    private GroupNormNode Norm(string name, string x) =>
        new(name, x, $"{name}.weight", $"{name}.bias", _network.NormalizationGroups, _network.NormalizationEpsilon);

    private static ConvolutionNode Convolution(string name, string x, int outChannels) =>
        new(name, x, $"{name}.weight", $"{name}.bias", outChannels, KernelSize: 3);

    private static ConvolutionNode Linear(string name, string x, int outChannels) =>
        new(name, x, $"{name}.weight", $"{name}.bias", outChannels, KernelSize: 1);

    private string Add(GraphNode node) => Add(_noise, node);

    private string Condition(GraphNode node) => Add(_conditioning, node);

    private static string Add(List<GraphNode> graph, GraphNode node)
    {
        graph.Add(node);
        return node.Name;
    }
}
