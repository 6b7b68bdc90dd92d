using System.Globalization;
using System.Text;
using System.Text.Json;
using DiffPir.Network;

namespace DiffPir.Fuzz;

/// <summary>Every reader of foreign bytes.</summary>
public static partial class FuzzTargets
{
    private static readonly byte[][] JsonTokens = Texts(
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "false", "-1", "1e999", "0.5", "\\ud800", "\"a\":", "{}", "[]");

    private const string Scheduler = """
        {"_class_name":"DDPMScheduler","_diffusers_version":"0.1.1","beta_end":0.02,"beta_schedule":"linear","beta_start":0.0001,"clip_sample":true,
        "num_train_timesteps":1000,"prediction_type":"epsilon","trained_betas":null,"variance_type":"fixed_small"}
        """;

    private static readonly byte[][] HeaderTokens =
    [
        .. JsonTokens,
        .. Texts("\"dtype\":\"F32\"", "\"dtype\":\"F4\"", "\"shape\":[", "\"data_offsets\":[", "\"__metadata__\":{", "\"F6_E2M3\""),
    ];

    private static readonly byte[][] IndexTokens = [.. JsonTokens, .. Texts("\"weight_map\":{", ".safetensors\"", "../")];

    private static readonly byte[][] NetworkTokens =
    [
        .. JsonTokens,
        .. Texts("\n", "\t", ".weight\t", ".bias\t", "x3x3\n", "x1\n", "32", "64", "128", "192", "num_heads\t", "num_head_channels\t", "attention_order\tnew"),
        .. Texts("input_blocks.0.0", "label_emb.weight\t", "emb_layers.1", "skip_connection", "qkv", "m_head", "conv_in", "attentions.0.query"),
    ];

    private static readonly byte[][] PickleTokens =
    [
        .. Texts(".", "(", "t", "}", "]", ")", "u", "s", "e", "a", "R", "b", "Q", "N", "q\0", "h\0", "K\u0001", "X\0\0\0\0", "G\0\0\0\0\0\0\0\0"),
        .. Texts("ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_tensor\n"),
        .. Texts("ctorch._utils\n_rebuild_parameter\n", "ctorch\nSize\n", "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n"),
        .. Texts("X\u0007\0\0\0storage", "X\u0001\0\0\00", "X\u0003\0\0\0ema"),
        [0x80, 2], [0x85], [0x86], [0x87], [0x88], [0x89], [0x93], [0x94], [(byte)'J', 0xFF, 0xFF, 0xFF, 0xFF],
        [0x8A, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x8A, 0],
    ];

    private static readonly byte[][] ZipTokens =
    [
        .. PickleTokens,
        .. Texts("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "\u0001\0\u0018\0"),
    ];

    /// <summary>All targets.</summary>
    /// <param name="fixtures">The folder tests/fixtures, whose small files are the seeds.</param>
    public static IReadOnlyList<FuzzTarget> All(string fixtures)
    {
        byte[][] torch = Files(fixtures, "pickles", "*.pt"), hostile = Files(fixtures, "hostile", "*.pt");
        byte[][] archives = [.. torch.Concat(hostile).Where(IsZip)], legacy = [.. torch.Concat(hostile).Where(bytes => !IsZip(bytes))];
        byte[][] pickles = [.. archives.SelectMany(PickleOf)];
        byte[][] safetensors = [.. Files(fixtures, "hostile", "*.safetensors"), SmallSafetensors()];
        return
        [
            new("safetensors", safetensors, HeaderTokens, input => ReadFile("a.safetensors", input)),
            new("safetensors-header", [.. safetensors.Select(HeaderOf)], HeaderTokens,
                input => Describe(SafetensorsHeader.Parse("file", input, input.Length + 8 + 16).Tensors)),
            new("zip", archives, ZipTokens, input => ReadFile("a.pt", input)),
            new("zip-pickle", pickles, PickleTokens, input => ReadFile("a.pt", StoredArchive.Around(input))),
            new("legacy", legacy, PickleTokens, input => ReadFile("a.pt", input)),
            new("pickle", pickles, PickleTokens, ReadPickle),
            new("shard-index", Files(fixtures, "hostile", "*.index.json"), IndexTokens, input => $"{ShardIndex.Parse("index", input).Count} tensors"),
            new("diffusers-config", Files(fixtures, "diffusers", "*.config.json"), JsonTokens, ReadConfig),
            new("diffusers-scheduler", [Encoding.UTF8.GetBytes(Scheduler)], [.. JsonTokens, .. Texts("\"linear\"", "1000", "0.02")], ReadScheduler),
            .. Kernels(fixtures),
            .. Pictures(fixtures),
            .. Jobs(),
            new("network", Networks(fixtures), NetworkTokens, ReadNetwork),
        ];
    }

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];

    private static byte[][] Files(string fixtures, string folder, string pattern, int largest = 8192)
    {
        var paths = Directory.GetFiles(Path.Combine(fixtures, folder), pattern).Order(StringComparer.Ordinal);
        return [.. paths.Select(File.ReadAllBytes).Where(bytes => bytes.Length <= largest)];
    }

    private static bool IsZip(byte[] bytes) => bytes.AsSpan().StartsWith("PK"u8);

    /// <summary>What lies between the first protocol mark of an archive and its next entry: its pickle, more or less.</summary>
    private static IEnumerable<byte[]> PickleOf(byte[] archive)
    {
        int start = new byte[] { 2, 4, 5 }.Select(protocol => archive.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x80, protocol]))
            .Where(at => at > 0).DefaultIfEmpty(-1).Min();
        int length = start < 0 ? -1 : archive.AsSpan(start).IndexOf("PK"u8);
        return length > 0 ? [archive[start..(start + length)]] : [];
    }

    /// <summary>The JSON, if its length makes sense, else all that follows the length.</summary>
    private static byte[] HeaderOf(byte[] file)
    {
        ulong length = BitConverter.ToUInt64(file);
        return length <= (ulong)file.Length - 8 ? file[8..(8 + (int)length)] : file[8..];
    }

    private static byte[] SmallSafetensors()
    {
        const string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[],"data_offsets":[12,16]}}""";
        return [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[16]];
    }

    /// <summary>Listings of small networks of each architecture, see <see cref="ReadNetwork"/>.</summary>
    private static byte[][] Networks(string fixtures)
    {
        string listing(string name) => File.ReadAllText(Path.Combine(fixtures, name));
        string configured(string name) =>
            $"{DiffusersFolder.ConfigKey}\t{listing($"diffusers/{name}.config.json").ReplaceLineEndings("")}\n{listing($"diffusers/{name}.params.tsv")}";
        var drunet = new DrunetConfiguration { Channels = 3, LevelChannels = [8, 16, 16, 24], ResidualBlocks = 1 };
        string parameters = string.Concat(drunet.Parameters().Select(tensor => $"{tensor.Name}\t{string.Join('x', tensor.Shape)}\n"));
        string[] networks =
        [
            listing("unet-a.params.tsv"), "num_heads\t2\n" + listing("unet-b.params.tsv"), listing("unet-c.params.tsv"), parameters,
            configured("flat"), configured("classes"), configured("ddpm"),
        ];
        return [.. networks.Select(Encoding.UTF8.GetBytes)];
    }

    private static string Describe(IReadOnlyList<CheckpointTensor> tensors) => string.Join(
        ", ", tensors.Take(16).Select(tensor => $"{tensor.Type} of {tensor.Shape.Length}{(tensor.IsContiguous ? "" : " scattered")}"));

    private static string ReadFile(string name, byte[] input)
    {
        using var checkpoint = new Checkpoint(name, CheckpointFormat.Read(InputMemory.Map(name, input)));
        checkpoint.CheckValues();
        using var copies = new MemoryStream();
        foreach (var tensor in checkpoint.Tensors)
        {
            copies.SetLength(0);
            checkpoint.CopyBytes(tensor, copies);
            if (copies.Length != tensor.ByteCount)
            {
                throw new InvalidDataException($"{tensor} gave {copies.Length} bytes instead of {tensor.ByteCount}");
            }
        }

        _ = checkpoint.Summarise().ToString();
        return Describe(checkpoint.Tensors);
    }

    private static string ReadPickle(byte[] input)
    {
        int position = 0;
        object? root = PickleReader.Read(input, ref position, new PickleSource("file", "pickle", new PickleBudget()), new TorchFactory());
        return Describe(TorchStateDict.Find("file", root, _ => 0).Tensors);
    }

    private static string ReadConfig(byte[] input)
    {
        var config = DiffusersConfig.Read("config.json", input);
        _ = config.Network.ToString();

        // The names of a deep network are as many as it has blocks: correct, and too slow to do thousands of times a second.
        return config.Network.ResidualBlocks <= 2
            ? $"{new DiffusersNames(config.Network, config.SineFirst, oldAttention: false).Parameters().Count()} weights"
            : "deep";
    }

    private static string ReadScheduler(byte[] input)
    {
        DiffusersScheduler.Require("scheduler_config.json", input);
        using var members = JsonDocument.Parse(input);
        return $"{members.RootElement.EnumerateObject().Count()} members";
    }

    /// <summary>
    /// Recognises the network of a listing of tensors, lines of the form <c>name TAB 64x32x3x3</c>; what is no list of sides is a remark of
    /// the file. No reader of files is involved: this is about names and shapes.
    /// </summary>
    private static string ReadNetwork(byte[] listing)
    {
        const double mostElements = 1e12; // whoever reads a file bounds them by its size
        var tensors = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        var remarks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(listing).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t', 2);
            long[] sides = [.. parts[^1].Split('x').Select(side => long.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : -1)];
            if (parts.Length == 1 || sides.Contains(-1) || sides.Length > 8)
            {
                remarks[parts[0]] = parts[^1];
            }
            else if (sides.Aggregate(1.0, (product, side) => product * side) <= mostElements)
            {
                tensors[parts[0]] = new CheckpointTensor(parts[0], ElementType.F16, sides, 0, 0);
            }
        }

        const string name = "a.safetensors";
        var nothing = new CheckpointRegion(InputMemory.Map(name, [0]), 0, 0);
        var contents = new CheckpointContents("listing", [.. tensors.Values], [nothing], remarks);
        using var model = DenoiserModel.Of(new Checkpoint(name, contents));
        return model.Configuration.ToString()!;
    }
}
