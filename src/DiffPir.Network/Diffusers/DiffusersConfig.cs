using DiffPir.Kernels.Attention;

namespace DiffPir.Network;

/// <summary>
/// What the config.json of a diffusers UNet2DModel says. Members that change what is computed must have a value that is supported; members
/// that are absent have the library's defaults.
/// </summary>
/// <param name="Network">The network.</param>
/// <param name="SineFirst">Whether the embedding of the time has its sines before its cosines.</param>
internal sealed record DiffusersConfig(UNetConfiguration Network, bool SineFirst)
{
    private const int MaximumBlocks = 100;

    /// <summary>Members of which only these values are supported, as JSON.</summary>
    private static readonly (string Member, string[] Values)[] Fixed =
    [
        ("_class_name", ["\"UNet2DModel\"", "\"UNetUnconditionalModel\""]),
        ("act_fn", ["\"silu\"", "\"swish\""]),
        ("time_embedding_type", ["\"positional\""]),
        ("time_embedding_dim", ["null"]),
        ("resnet_time_scale_shift", ["\"default\"", "\"scale_shift\""]),
        ("downsample_type", ["\"conv\""]),
        ("upsample_type", ["\"conv\""]),
        ("downsample_padding", ["1", "0"]),
        ("mid_block_type", ["\"UNetMidBlock2D\""]),
        ("mid_block_scale_factor", ["1", "1.0"]),
        ("center_input_sample", ["false"]),
        ("flip_sin_to_cos", ["true", "false"]),
        ("add_attention", ["true"]),
        ("class_embed_type", ["null"]),
        ("attn_norm_num_groups", ["null"]),
    ];

    /// <summary>Reads and checks the text.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">Its contents.</param>
    /// <param name="options">What overrides the text; null for nothing.</param>
    /// <exception cref="CheckpointException">The text is damaged, or of a network that is not supported.</exception>
    public static DiffusersConfig Read(string path, ReadOnlyMemory<byte> json, UNetOptions? options = null) =>
        DiffusersJson.Read(path, json, members => Read(members, options ?? new UNetOptions()));

    private static DiffusersConfig Read(DiffusersJson json, UNetOptions options)
    {
        foreach ((string member, string[] values) in Fixed)
        {
            json.RequireOneOf(member, values);
        }

        int[] channels = json.Numbers("block_out_channels", [224, 448, 672, 896]);
        (int? headChannels, int? heads) = ChooseHeads(json, options);
        var network = new UNetConfiguration
        {
            Architecture = "diffusers UNet2DModel",
            Training = TrainingSchedule.Assumed with { IsAssumed = false }, // DiffusersScheduler refuses others
            ModelChannels = channels[0],
            InChannels = json.Number("in_channels", 3),
            OutChannels = json.Number("out_channels", 3),
            ResidualBlocks = json.Number("layers_per_block", 2, MaximumBlocks),
            LevelChannels = channels,
            LevelAttention = Attention(json, channels.Length),
            ScaleShiftNorm = json.Raw("resnet_time_scale_shift") == "\"scale_shift\"",
            ResidualResampling = false,
            HeadChannels = headChannels,
            Heads = heads,
            AttentionOrder = AttentionOrder.New,
            NormalizationGroups = json.Number("norm_num_groups", 32),
            NormalizationEpsilon = (float)json.Real("norm_eps", 1e-5),
            EndPadding = json.Raw("downsample_padding") == "0",
            FrequencyShift = (float)json.Real("freq_shift", 0),
            Classes = json.Optional("num_class_embeds", null),
            Class = options.Class,
        };
        return network.FrequencyShift < channels[0] / 2
            ? new DiffusersConfig(network, SineFirst: json.Raw("flip_sin_to_cos") == "false")
            : throw json.Unsupported("freq_shift", $"less than {channels[0] / 2}, half of the embedding's channels");
    }

    /// <summary>For each level, whether it has attention; the way up must mirror the way down.</summary>
    private static bool[] Attention(DiffusersJson json, int levels)
    {
        string[] down = json.Texts("down_block_types", ["DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"]);
        string[] up = json.Texts("up_block_types", ["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"]);
        bool[] attention = [.. down.Select(type => type == "AttnDownBlock2D")];
        string[] expected = [.. attention.Reverse().Select(has => has ? "AttnUpBlock2D" : "UpBlock2D")];
        return down.Length != levels || !down.All(type => type is "DownBlock2D" or "AttnDownBlock2D")
            ? throw json.Unsupported("down_block_types", $"{levels} times DownBlock2D or AttnDownBlock2D")
            : up.SequenceEqual(expected) ? attention : throw json.Unsupported("up_block_types", string.Join(", ", expected));
    }

    /// <summary>An attention has heads of so many channels, or with null, one head.</summary>
    private static (int? HeadChannels, int? Heads) ChooseHeads(DiffusersJson json, UNetOptions options)
    {
        if ((options.HeadChannels ?? options.Heads) is not null)
        {
            return (options.HeadChannels, options.Heads);
        }

        int? width = json.Optional("attention_head_dim", 8);
        return (width, width is null ? 1 : null);
    }
}
