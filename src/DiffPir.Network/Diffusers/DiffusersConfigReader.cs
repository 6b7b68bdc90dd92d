using System.Text.Json;
using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>
/// Reads the config.json of a diffusers UNet2DModel. Members that change what is computed must have a value that is supported; members
/// that are absent have the library's defaults.
/// </summary>
internal sealed class DiffusersConfigReader
{
    /// <summary>The longest text that is accepted, in bytes.</summary>
    public const int MaximumLength = 1 << 20;

    private const int MaximumDepth = 16;
    private const int MaximumLevels = 16;
    private const int MaximumBlocks = 100;
    private const int MaximumNumber = 1 << 20;
    private const string Remedy = "Pass a UNet2DModel of the kind of google/ddpm-celebahq-256";

    /// <summary>Members of which only these values are supported, as JSON; the first is the default.</summary>
    private static readonly (string Member, string[] Values)[] Fixed =
    [
        ("_class_name", ["\"UNet2DModel\"", "\"UNetUnconditionalModel\""]),
        ("act_fn", ["\"silu\"", "\"swish\""]),
        ("time_embedding_type", ["\"positional\""]),
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
        ("time_embedding_dim", ["null"]),
    ];

    private readonly string _path;
    private readonly JsonElement _json;

    private DiffusersConfigReader(string path, JsonElement json) => (_path, _json) = (path, json);

    /// <summary>Reads and checks the text.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">Its contents.</param>
    /// <param name="options">What overrides the text; null for nothing.</param>
    /// <exception cref="CheckpointException">The text is damaged, or of a network that is not supported.</exception>
    public static DiffusersConfig Read(string path, ReadOnlyMemory<byte> json, UNetOptions? options = null)
    {
        if (json.Length > MaximumLength)
        {
            throw Malformed(path, $"the configuration takes {json.Length} bytes, at most {MaximumLength} are accepted");
        }

        try
        {
            var rules = new JsonDocumentOptions { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(json, rules);
            return new DiffusersConfigReader(path, document.RootElement).Read(options ?? new UNetOptions());
        }
        catch (JsonException error)
        {
            throw Malformed(path, $"the configuration is not valid JSON ({ErrorText.Clean(error.Message).TrimEnd('.')})", error);
        }
        catch (InvalidOperationException error)
        {
            // What JsonElement.GetString throws for an escaped half of a character.
            throw Malformed(path, "the configuration holds text that is not valid", error);
        }
    }

    private DiffusersConfig Read(UNetOptions options)
    {
        if (_json.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(_path, "the configuration must be a JSON object");
        }

        foreach ((string member, string[] values) in Fixed)
        {
            string value = Raw(member) ?? values[0];
            if (!values.Contains(value))
            {
                throw Unsupported(member, $"one of {string.Join(", ", values)}");
            }
        }

        int[] channels = Numbers("block_out_channels", [224, 448, 672, 896]);
        int inChannels = Number("in_channels", 3), outChannels = Number("out_channels", 3);
        (int? headChannels, int? heads) = ChooseHeads(options);
        var network = new UNetConfiguration
        {
            Architecture = "diffusers UNet2DModel",
            ModelChannels = channels[0],
            InChannels = inChannels,
            OutChannels = outChannels,
            ResidualBlocks = Number("layers_per_block", 2, MaximumBlocks),
            LevelChannels = channels,
            LevelAttention = Attention(channels.Length),
            ScaleShiftNorm = Raw("resnet_time_scale_shift") == "\"scale_shift\"",
            ResidualResampling = false,
            HeadChannels = headChannels,
            Heads = heads,
            AttentionOrder = AttentionOrder.New,
            NormalizationGroups = Number("norm_num_groups", 32),
            NormalizationEpsilon = (float)Real("norm_eps", 1e-5),
            EndPadding = Raw("downsample_padding") == "0",
            FrequencyShift = (float)Real("freq_shift", 0),
            Classes = Optional("num_class_embeds", null),
            Class = options.Class,
        };
        if (network.FrequencyShift >= channels[0] / 2)
        {
            throw Unsupported("freq_shift", $"less than {channels[0] / 2}, half of the embedding's channels");
        }

        return new DiffusersConfig(network, SineFirst: Raw("flip_sin_to_cos") == "false");
    }

    /// <summary>For each level, whether it has attention; the way up must mirror the way down.</summary>
    private bool[] Attention(int levels)
    {
        string[] down = Texts("down_block_types", ["DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"]);
        string[] up = Texts("up_block_types", ["AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"]);
        bool[] attention = [.. down.Select(type => type == "AttnDownBlock2D")];
        string[] expected = [.. attention.Reverse().Select(has => has ? "AttnUpBlock2D" : "UpBlock2D")];
        return down.Length != levels || !down.All(type => type is "DownBlock2D" or "AttnDownBlock2D")
            ? throw Unsupported("down_block_types", $"{levels} times DownBlock2D or AttnDownBlock2D")
            : up.SequenceEqual(expected) ? attention : throw Unsupported("up_block_types", string.Join(", ", expected));
    }

    /// <summary>An attention has heads of so many channels, or with null, one head.</summary>
    private (int? HeadChannels, int? Heads) ChooseHeads(UNetOptions options)
    {
        if ((options.HeadChannels ?? options.Heads) is not null)
        {
            return (options.HeadChannels, options.Heads);
        }

        int? width = Optional("attention_head_dim", 8);
        return (width, width is null ? 1 : null);
    }

    /// <summary>A member as its JSON text; null if it is absent.</summary>
    private string? Raw(string member) => _json.TryGetProperty(member, out JsonElement value) ? value.GetRawText() : null;

    /// <summary>A positive number, or null.</summary>
    private int? Optional(string member, int? absent) => !_json.TryGetProperty(member, out JsonElement value) ? absent
        : value.ValueKind == JsonValueKind.Null ? null
        : Number(member, 0);

    private int Number(string member, int absent, int maximum = MaximumNumber) => !_json.TryGetProperty(member, out JsonElement value) ? absent
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 && number <= maximum ? number
        : throw Unsupported(member, $"a whole number from 1 to {maximum}");

    private double Real(string member, double absent) => !_json.TryGetProperty(member, out JsonElement value) ? absent
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is >= 0 and <= MaximumNumber ? number
        : throw Unsupported(member, "a number from 0 on");

    private int[] Numbers(string member, int[] absent)
    {
        if (!_json.TryGetProperty(member, out JsonElement value))
        {
            return absent;
        }

        bool isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= MaximumLevels;
        int[] numbers = isList ? [.. value.EnumerateArray().Select(NumberOrZero)] : [];
        return isList && numbers.All(number => number is > 0 and <= MaximumNumber)
            ? numbers
            : throw Unsupported(member, $"1 to {MaximumLevels} whole numbers from 1 to {MaximumNumber}");
    }

    private static int NumberOrZero(JsonElement item) => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) ? number : 0;

    private string[] Texts(string member, string[] absent)
    {
        if (!_json.TryGetProperty(member, out JsonElement value))
        {
            return absent;
        }

        bool isList = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaximumLevels;
        return isList && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Unsupported(member, $"a list of up to {MaximumLevels} texts");
    }

    private CheckpointException Unsupported(string member, string expected) => new(
        CheckpointFault.WrongModel, _path, $"{member} is {ErrorText.Clean(Raw(member) ?? "absent")}, expected {expected}", Remedy);

    private static CheckpointException Malformed(string path, string problem, Exception? inner = null) =>
        new(CheckpointFault.Malformed, path, problem, ErrorText.Damaged, innerException: inner);
}
