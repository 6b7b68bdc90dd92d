using System.Text;

namespace DiffPir.Network;

/// <summary>
/// Finds the files of a UNet2DModel: a folder with config.json and diffusion_pytorch_model.*, or a pipeline's folder, where they are in
/// its folder unet. In a converted file the configuration is kept among the file's remarks instead.
/// </summary>
internal static class DiffusersFolder
{
    /// <summary>The remark that holds the text of config.json.</summary>
    public const string ConfigKey = "diffusers_config";

    private const string ConfigName = "config.json";
    private const string UNetFolder = "unet";
    private const string Remedy = "Pass the model's folder, with its config.json and its diffusion_pytorch_model file";

    /// <summary>Weights, best first.</summary>
    private static readonly string[] WeightNames =
    [
        "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.safetensors.index.json", "diffusion_pytorch_model.bin",
    ];

    /// <summary>The file with the weights in a folder.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static string FindWeights(string folder)
    {
        var candidates =
            from inner in (string[])[folder, Path.Combine(folder, UNetFolder)]
            where File.Exists(Path.Combine(inner, ConfigName))
            from name in WeightNames
            select Path.Combine(inner, name);
        return candidates.FirstOrDefault(File.Exists) ?? throw new CheckpointException(
            CheckpointFault.Unreadable, folder,
            $"the folder is not a model of the diffusers library: no {ConfigName} with a diffusion_pytorch_model file",
            FindOtherModel(folder) is { } file ? $"To use the model in it, pass {ErrorText.Quote(Path.Combine(folder, file))}" : Remedy);
    }

    /// <summary>A file that someone who passed its folder may have meant: an index before the files that it names.</summary>
    private static string? FindOtherModel(string folder) =>
        (from pattern in (string[])["*" + ShardIndex.Ending, "*.safetensors", "*.pt", "*.pth", "*.ckpt"]
         from path in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
         select Path.GetFileName(path)).FirstOrDefault();

    /// <summary>
    /// Reads the configuration that belongs to a checkpoint and checks that it holds exactly the tensors the network needs.
    /// </summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="options">What overrides the configuration; null for nothing.</param>
    /// <exception cref="CheckpointException">There is no configuration, it is not supported, or a tensor does not fit.</exception>
    public static (UNetConfiguration Network, DiffusersNames Names) Infer(Checkpoint checkpoint, UNetOptions? options)
    {
        var config = ReadConfig(checkpoint, options);
        if (!checkpoint.Metadata.ContainsKey(ConfigKey) && FindScheduler(checkpoint) is { } scheduler)
        {
            DiffusersScheduler.Require(scheduler, ReadText(scheduler)); // a converted file was checked when it was converted
        }

        var network = config.Network;
        UNetInference.CheckWidths(checkpoint, network);
        bool oldAttention = checkpoint.TryFind("mid_block.attentions.0.query.weight", out _);
        var names = new DiffusersNames(network, config.SineFirst, oldAttention);
        TensorMismatch.ThrowIfAny(checkpoint, names.Parameters(), $"the UNet2DModel of its {ConfigName}", Remedy);
        UNetInference.CheckHeads(checkpoint, network, new UNetLayout(network));
        return (network, names);
    }

    /// <summary>The text of the configuration that belongs to a checkpoint.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static (string Path, ReadOnlyMemory<byte> Json) FindConfig(Checkpoint checkpoint)
    {
        if (checkpoint.Metadata.TryGetValue(ConfigKey, out string? kept))
        {
            return (checkpoint.FilePath, Encoding.UTF8.GetBytes(kept));
        }

        string path = Path.Combine(FolderOf(checkpoint), ConfigName);
        if (!File.Exists(path))
        {
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath,
                $"it holds a UNet2DModel of the diffusers library, whose {ConfigName} is not beside it", Remedy);
        }

        return (path, ReadText(path));
    }

    /// <summary>The files beside the weights that tell of the network.</summary>
    public static IEnumerable<string> FindConfigurations(Checkpoint checkpoint) =>
        ((string?[])[Path.Combine(FolderOf(checkpoint), ConfigName), FindScheduler(checkpoint)]).OfType<string>();

    private static DiffusersConfig ReadConfig(Checkpoint checkpoint, UNetOptions? options)
    {
        (string path, var json) = FindConfig(checkpoint);
        return DiffusersConfig.Read(path, json, options);
    }

    /// <summary>The scheduler's configuration, if there is one beside the weights or in a pipeline's folder scheduler.</summary>
    private static string? FindScheduler(Checkpoint checkpoint)
    {
        string folder = FolderOf(checkpoint);
        string pipeline = Path.GetFileName(folder) == UNetFolder ? Path.GetDirectoryName(folder)! : folder;
        string[] places = [Path.Combine(folder, DiffusersScheduler.FileName), Path.Combine(pipeline, "scheduler", DiffusersScheduler.FileName)];
        return places.FirstOrDefault(File.Exists);
    }

    private static string FolderOf(Checkpoint checkpoint) => Path.GetDirectoryName(Path.GetFullPath(checkpoint.FilePath))!;

    /// <summary>The contents of a small file; of one that is too large, a little more than what is accepted.</summary>
    private static byte[] ReadText(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            using var bytes = file.Pin();
            return bytes.Slice(0, (int)Math.Min(file.Length, DiffusersJson.MaximumLength + 1)).ToArray();
        }
        finally
        {
            file.Release();
        }
    }
}
