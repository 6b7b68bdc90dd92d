using DiffPir.Kernels.Attention;

namespace DiffPir.Network;

/// <summary>
/// Reads a UNet's configuration off a checkpoint's names and shapes: the number of residual blocks from where the first change of
/// resolution stands on the way up, the levels from the number of blocks, their widths and attentions from the first block of each.
/// </summary>
internal static class UNetInference
{
    /// <summary>The remark with the channels of an attention head, or -1.</summary>
    public const string HeadChannelsKey = "num_head_channels";

    /// <summary>The remark with the number of heads, or -1.</summary>
    public const string HeadsKey = "num_heads";

    /// <summary>The remark with the order of queries, keys and values.</summary>
    public const string OrderKey = "attention_order";

    /// <summary>A value of <see cref="OrderKey"/>.</summary>
    public const string LegacyOrder = "legacy";

    /// <summary>A value of <see cref="OrderKey"/>.</summary>
    public const string NewOrder = "new";

    /// <summary>The remark with the shape of the noise schedule.</summary>
    public const string ScheduleKey = "noise_schedule";

    /// <summary>The remark with the number of time steps.</summary>
    public const string StepsKey = "diffusion_steps";

    /// <summary>The remark of priors that were trained for this project, always with the linear schedule of 1000 steps.</summary>
    private const string OwnScheduleKey = "beta_schedule";

    /// <summary>A value of <see cref="ScheduleKey"/>.</summary>
    public const string LinearSchedule = "linear", CosineSchedule = "cosine";

    /// <summary>More levels than any image has use for: 2^15 pixels would shrink to one.</summary>
    private const int MaximumLevels = 16;

    /// <summary>Widths that concatenations on a device can have.</summary>
    private const int ChannelStep = 16;

    private const int PublishedHeadChannels = 64;

    /// <summary>Tensors without which nothing can be inferred.</summary>
    private static readonly string[] Skeleton =
    [
        "time_embed.0.weight", "input_blocks.0.0.weight", "input_blocks.1.0.out_layers.3.weight", "middle_block.1.qkv.weight",
        "output_blocks.0.0.in_layers.2.weight", "out.2.weight",
    ];

    public static UNetConfiguration Infer(Checkpoint checkpoint, UNetOptions options)
    {
        string[] missing = [.. Skeleton.Where(name => !checkpoint.TryFind(name, out _))];
        if (missing.Length > 0)
        {
            throw UNetMismatch.AnotherArchitecture(checkpoint, missing);
        }

        int inputBlocks = CountBlocks(checkpoint, "input_blocks.");
        (int residualBlocks, bool residualResampling) = FindFirstUp(checkpoint, inputBlocks);
        int blocksPerLevel = residualBlocks + 1;
        int levels = inputBlocks / blocksPerLevel;
        if (residualBlocks < 1 || levels * blocksPerLevel != inputBlocks || levels > MaximumLevels)
        {
            throw Wrong(
                checkpoint,
                $"{inputBlocks} input blocks and the first change of resolution in output block {residualBlocks} do not make a UNet of 1 to {MaximumLevels} levels");
        }

        int[] firstBlocks = [.. Enumerable.Range(0, levels).Select(level => 1 + (level * blocksPerLevel))];
        (int? headChannels, int? heads, bool assumed) = ChooseHeads(checkpoint, options);
        var network = new UNetConfiguration
        {
            ModelChannels = Side(checkpoint, "time_embed.0.weight", 1, rank: 2),
            InChannels = Side(checkpoint, "input_blocks.0.0.weight", 1, rank: 4),
            OutChannels = Side(checkpoint, "out.2.weight", 0, rank: 4),
            ResidualBlocks = residualBlocks,
            LevelChannels = [.. firstBlocks.Select(block => Side(checkpoint, $"input_blocks.{block}.0.out_layers.3.weight", 0, rank: 4))],
            LevelAttention = [.. firstBlocks.Select(block => HasAny(checkpoint, $"input_blocks.{block}.1", "qkv.weight", "norm.weight"))],
            ScaleShiftNorm = Side(checkpoint, "input_blocks.1.0.emb_layers.1.weight", 0, rank: 2)
                == 2L * Side(checkpoint, "input_blocks.1.0.out_layers.3.weight", 0, rank: 4),
            ResidualResampling = residualResampling,
            HeadChannels = headChannels,
            Heads = heads,
            AttentionOrder = options.AttentionOrder ?? OrderFromMetadata(checkpoint),
            HeadsAssumed = assumed,
            Training = ChooseSchedule(checkpoint, options),
            Classes = checkpoint.TryFind(ClassEmbedding.Table, out _) ? Side(checkpoint, ClassEmbedding.Table, 0, rank: 2) : null,
            Class = options.Class,
        };

        CheckWidths(checkpoint, network);
        var layout = new UNetLayout(network);
        TensorMismatch.ThrowIfAny(checkpoint, layout.Parameters(), NetworkMark.GuidedDiffusion.Title, NetworkMark.Remedy);
        CheckHeads(checkpoint, network, layout);
        return network;
    }

    /// <summary>Remarks that tell what shapes do not: the split into heads, and the noise schedule.</summary>
    /// <param name="network">The network.</param>
    /// <param name="withAssumed">Whether what was assumed of it is told too.</param>
    public static Dictionary<string, string> Describe(UNetConfiguration network, bool withAssumed)
    {
        var remarks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (withAssumed || !network.HeadsAssumed)
        {
            remarks.Add(HeadChannelsKey, $"{network.HeadChannels ?? -1}");
            remarks.Add(HeadsKey, $"{network.Heads ?? -1}");
            remarks.Add(OrderKey, network.AttentionOrder == AttentionOrder.Legacy ? LegacyOrder : NewOrder);
        }

        if (withAssumed || !network.Training.IsAssumed)
        {
            remarks.Add(ScheduleKey, network.Training.Shape == ScheduleShape.Cosine ? CosineSchedule : LinearSchedule);
            remarks.Add(StepsKey, $"{network.Training.Steps}");
        }

        return remarks;
    }

    /// <summary>How many blocks 0, 1, 2, ... of a side exist before the first gap.</summary>
    private static int CountBlocks(Checkpoint checkpoint, string side)
    {
        HashSet<string> indices = [.. checkpoint.Tensors.Where(tensor => tensor.Name.StartsWith(side, StringComparison.Ordinal))
            .Select(tensor => tensor.Name[side.Length..].Split('.', 2)[0])];
        int count = 0;
        while (indices.Contains($"{count}"))
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether a module has one of two weights it must have: if only one is lost, the error can still name it.</summary>
    private static bool HasAny(Checkpoint checkpoint, string module, string first, string second) =>
        checkpoint.TryFind($"{module}.{first}", out _) || checkpoint.TryFind($"{module}.{second}", out _);

    /// <summary>
    /// The number of residual blocks a level is the index of the first output block with a change of resolution: a second or third module
    /// that is a residual block or a lone convolution. Without any, there is one level.
    /// </summary>
    private static (int ResidualBlocks, bool Residual) FindFirstUp(Checkpoint checkpoint, int inputBlocks)
    {
        for (int block = 0; block < inputBlocks; block++)
        {
            for (int module = 1; module <= 2; module++)
            {
                if (HasAny(checkpoint, $"output_blocks.{block}.{module}", "in_layers.0.weight", "in_layers.2.weight"))
                {
                    return (block, true);
                }

                if (HasAny(checkpoint, $"output_blocks.{block}.{module}", "conv.weight", "conv.bias"))
                {
                    return (block, false);
                }
            }
        }

        return (inputBlocks - 1, false);
    }

    /// <summary>
    /// Options before metadata before the published models; in the metadata head channels before heads, -1 meaning none, as in the
    /// original program.
    /// </summary>
    private static (int? HeadChannels, int? Heads, bool Assumed) ChooseHeads(Checkpoint checkpoint, UNetOptions options)
    {
        if (options.HeadChannels is not null && options.Heads is not null)
        {
            throw new ArgumentException("give the head channels or the number of heads, not both", nameof(options));
        }

        if ((options.HeadChannels ?? options.Heads) is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(options));
            return (options.HeadChannels, options.Heads, false);
        }

        int? headChannels = NumberFromMetadata(checkpoint, HeadChannelsKey);
        int? heads = headChannels is null ? NumberFromMetadata(checkpoint, HeadsKey) : null;
        return headChannels is null && heads is null ? (PublishedHeadChannels, null, true) : (headChannels, heads, false);
    }

    /// <summary>Options before metadata before the published models.</summary>
    private static TrainingSchedule ChooseSchedule(Checkpoint checkpoint, UNetOptions options)
    {
        var shape = options.Schedule ?? (checkpoint.Metadata.TryGetValue(ScheduleKey, out string? text)
            ? text switch
            {
                LinearSchedule => ScheduleShape.Linear,
                CosineSchedule => ScheduleShape.Cosine,
                _ => throw Wrong(checkpoint, $"its metadata say {ScheduleKey} = {ErrorText.Quote(text)}, expected {LinearSchedule} or {CosineSchedule}"),
            }
            : null);
        int? steps = options.TrainingSteps ?? NumberFromMetadata(checkpoint, StepsKey);
        if (steps is < 2 or > TrainingSchedule.MostSteps)
        {
            throw options.TrainingSteps is null
                ? Wrong(checkpoint, $"its metadata say {StepsKey} = {steps}, expected 2 to {TrainingSchedule.MostSteps}")
                : new ArgumentException($"a training has 2 to {TrainingSchedule.MostSteps} time steps, not {steps}", nameof(options));
        }

        return shape is null && steps is null
            ? TrainingSchedule.Assumed with { IsAssumed = !checkpoint.Metadata.ContainsKey(OwnScheduleKey) }
            : new TrainingSchedule(shape ?? TrainingSchedule.Assumed.Shape, steps ?? TrainingSchedule.Assumed.Steps);
    }

    private static int? NumberFromMetadata(Checkpoint checkpoint, string key)
    {
        if (!checkpoint.Metadata.TryGetValue(key, out string? text) || text == "-1")
        {
            return null;
        }

        return int.TryParse(text, out int number) && number > 0
            ? number
            : throw Wrong(checkpoint, $"its metadata say {key} = {ErrorText.Quote(text)}, expected a positive number or -1");
    }

    private static AttentionOrder OrderFromMetadata(Checkpoint checkpoint) => checkpoint.Metadata.TryGetValue(OrderKey, out string? text)
        ? text switch
        {
            LegacyOrder => AttentionOrder.Legacy,
            NewOrder => AttentionOrder.New,
            _ => throw Wrong(checkpoint, $"its metadata say attention_order = {ErrorText.Quote(text)}, expected legacy or new"),
        }
        : AttentionOrder.Legacy;

    private static int Side(Checkpoint checkpoint, string name, int index, int rank) =>
        TensorMismatch.Side(checkpoint, name, index, rank, NetworkMark.Remedy);

    /// <summary>Checks what every UNet's sizes must fulfil.</summary>
    internal static void CheckWidths(Checkpoint checkpoint, UNetConfiguration network)
    {
        foreach (int channels in network.LevelChannels)
        {
            if (channels % network.NormalizationGroups != 0)
            {
                throw Wrong(
                    checkpoint,
                    $"a level has {channels} channels, expected a multiple of {network.NormalizationGroups}, the groups of its normalisations");
            }

            if (channels % ChannelStep != 0)
            {
                throw Wrong(checkpoint, $"a level has {channels} channels, expected a multiple of {ChannelStep}");
            }
        }

        if (network.OutChannels != network.InChannels && !network.LearnedSigma)
        {
            throw Wrong(
                checkpoint,
                $"the network returns {network.OutChannels} channels for an image of {network.InChannels}, expected {network.InChannels} (noise) or "
                + $"{2 * network.InChannels} (noise and variance)");
        }
    }

    /// <summary>Checks that every attention's channels can be split into heads.</summary>
    internal static void CheckHeads(Checkpoint checkpoint, UNetConfiguration network, UNetLayout layout)
    {
        var odd = layout.Modules.FirstOrDefault(
            module => module.Kind == UNetModuleKind.Attention && module.InChannels % (network.HeadChannels ?? network.Heads)!.Value != 0);
        if (odd is not null)
        {
            string split = network.HeadChannels is { } width ? $"heads of {width} channels" : ErrorText.Count(network.Heads!.Value, "head");
            throw new CheckpointException(
                CheckpointFault.WrongModel, checkpoint.FilePath,
                $"the {odd.InChannels} channels of attention {odd.Name} cannot be split into {split}{(network.HeadsAssumed ? ", the published models' choice" : "")}",
                "Give the head channels or the number of heads it was trained with");
        }
    }

    private static CheckpointException Wrong(Checkpoint checkpoint, string problem) =>
        new(CheckpointFault.WrongModel, checkpoint.FilePath, problem, NetworkMark.Remedy);
}
