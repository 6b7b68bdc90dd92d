using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// Finds a UNet's weights, which the graph names as a guided-diffusion checkpoint does, under the names of the diffusers library, where
/// queries, keys and values are layers of their own and the embedding of the time may have its sines first.
/// </summary>
internal sealed class DiffusersNames
{
    private static readonly Dictionary<string, string> Layers = new(StringComparer.Ordinal)
    {
        ["in_layers.0"] = "norm1",
        ["in_layers.2"] = "conv1",
        ["emb_layers.1"] = "time_emb_proj",
        ["out_layers.0"] = "norm2",
        ["out_layers.3"] = "conv2",
        ["skip_connection"] = "conv_shortcut",
        ["norm"] = "group_norm",
        ["op"] = "conv",
        ["conv"] = "conv",
    };

    private readonly Dictionary<string, string> _modules = new(StringComparer.Ordinal)
    {
        ["time_embed.0"] = "time_embedding.linear_1",
        ["time_embed.2"] = "time_embedding.linear_2",
        ["label_emb"] = "class_embedding",
        ["input_blocks.0.0"] = "conv_in",
        ["middle_block.0"] = "mid_block.resnets.0",
        ["middle_block.1"] = "mid_block.attentions.0",
        ["middle_block.2"] = "mid_block.resnets.1",
        ["out.0"] = "conv_norm_out",
        ["out.2"] = "conv_out",
    };

    private const string TimeWeight = "time_embed.0.weight";

    private readonly UNetLayout _layout;
    private readonly bool _sineFirst;
    private readonly string[] _projections;
    private readonly string _output;

    /// <summary>Names for one network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sineFirst">Whether the embedding of the time has its sines before its cosines.</param>
    /// <param name="oldAttention">Whether the layers of an attention have the names of the library's first versions.</param>
    public DiffusersNames(UNetConfiguration network, bool sineFirst, bool oldAttention)
    {
        _layout = new UNetLayout(network);
        _sineFirst = sineFirst;
        _projections = oldAttention ? ["query", "key", "value"] : ["to_q", "to_k", "to_v"];
        _output = oldAttention ? "proj_attn" : "to_out.0";
        int perLevel = network.ResidualBlocks + 1;
        NameModules(_layout.InputBlocks.Skip(1), index => ("down_blocks", index / perLevel, index % perLevel, "downsamplers"));
        NameModules(_layout.OutputBlocks, index => ("up_blocks", index / perLevel, index % perLevel, "upsamplers"));
    }

    /// <summary>Names and shapes of all weights in the checkpoint.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters() => _layout.Parameters().SelectMany(entry =>
    {
        string[] names = Translate(entry.Name);
        long[] shape = entry.Shape;
        return IsAttentionLayer(entry.Name)
            ? names.Select(name => (name, shape.Length == 1 ? new[] { shape[0] / names.Length } : [shape[0] / names.Length, shape[1]]))
            : [(names[0], shape)];
    });

    /// <summary>The weights of the graph.</summary>
    /// <param name="checkpoint">Where they are.</param>
    public ReadWeights WeightsOf(Checkpoint checkpoint) => (name, first, destination) =>
    {
        CheckpointTensor[] parts = [.. Translate(name).Select(checkpoint.Find)];
        if (_sineFirst && name == TimeWeight)
        {
            ReadWithHalvesSwapped(checkpoint, parts[0], first, destination);
            return;
        }

        foreach (var part in parts)
        {
            int count = (int)Math.Clamp(part.ElementCount - first, 0, destination.Length);
            checkpoint.Read(part, Math.Min(first, part.ElementCount), destination[..count]);
            destination = destination[count..];
            first = Math.Max(0, first - part.ElementCount);
        }
    };

    /// <summary>The names that a guided-diffusion name stands for: three for queries, keys and values, else one.</summary>
    private string[] Translate(string name)
    {
        int dot = name.LastIndexOf('.');
        (string path, string kind) = (name[..dot], name[dot..]);
        if (_modules.TryGetValue(path, out string? whole))
        {
            return [whole + kind];
        }

        // A module's path has three parts, that of the middle two; the rest is the layer.
        string[] parts = path.Split('.');
        int length = parts[0] == "middle_block" ? 2 : 3;
        string module = _modules[string.Join('.', parts[..length])], layer = string.Join('.', parts[length..]);
        return layer switch
        {
            "qkv" => [.. _projections.Select(projection => $"{module}.{projection}{kind}")],
            "proj_out" => [$"{module}.{_output}{kind}"],
            _ => [$"{module}.{Layers[layer]}{kind}"],
        };
    }

    private static bool IsAttentionLayer(string name) =>
        name.Contains(".qkv.", StringComparison.Ordinal) || name.Contains(".proj_out.", StringComparison.Ordinal);

    private void NameModules(
        IEnumerable<IReadOnlyList<UNetModule>> blocks, Func<int, (string Side, int Level, int Index, string Resampler)> place)
    {
        foreach ((int index, var block) in blocks.Index())
        {
            (string side, int level, int number, string resampler) = place(index);
            foreach (var module in block)
            {
                string part = module.Kind switch
                {
                    UNetModuleKind.Residual => $"resnets.{number}",
                    UNetModuleKind.Attention => $"attentions.{number}",
                    _ => $"{resampler}.0",
                };
                _modules.Add(module.Name, $"{side}.{level}.{part}");
            }
        }
    }

    /// <summary>Of each row, the second half comes first.</summary>
    private static void ReadWithHalvesSwapped(Checkpoint checkpoint, CheckpointTensor tensor, long first, Span<float> destination)
    {
        float[] values = checkpoint.Read(tensor.Name);
        int width = (int)tensor.Shape[1];
        for (int i = 0; i < destination.Length; i++)
        {
            (long row, long column) = Math.DivRem(first + i, width);
            destination[i] = values[(row * width) + ((column + (width / 2)) % width)];
        }
    }
}
