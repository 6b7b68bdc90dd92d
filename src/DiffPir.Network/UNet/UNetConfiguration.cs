using DiffPir.Kernels.Attention;

namespace DiffPir.Network;

/// <summary>
/// Everything that distinguishes one guided-diffusion UNet (Dhariwal and Nichol 2021) from another. A network has <see cref="Levels"/>
/// resolutions, each half the one before; level 0 is that of the image.
/// </summary>
public sealed class UNetConfiguration : IDenoiserConfiguration
{
    /// <inheritdoc/>
    public string Architecture { get; init; } = "guided-diffusion UNet";

    /// <summary>Base width: the sinusoidal embedding of the time has as many channels.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>Channels of the image.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the output: <see cref="InChannels"/>, or twice as many if the network also predicts a variance.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Residual blocks a level on the way down; one more on the way up.</summary>
    public required int ResidualBlocks { get; init; }

    /// <summary>Channels of each level.</summary>
    public required IReadOnlyList<int> LevelChannels { get; init; }

    /// <summary>For each level, whether attention follows each of its residual blocks. The middle always has one.</summary>
    public required IReadOnlyList<bool> LevelAttention { get; init; }

    /// <summary>Whether the time scales and shifts the second normalisation of a residual block (else it is added before it).</summary>
    public required bool ScaleShiftNorm { get; init; }

    /// <summary>
    /// Whether residual blocks change the resolution (else a strided convolution down, nearest neighbour and a convolution up).
    /// </summary>
    public required bool ResidualResampling { get; init; }

    /// <summary>Channels of one attention head, or null if the number of <see cref="Heads"/> is fixed instead.</summary>
    public required int? HeadChannels { get; init; }

    /// <summary>Heads of every attention, or null if the <see cref="HeadChannels"/> are fixed instead.</summary>
    public required int? Heads { get; init; }

    /// <summary>The order of queries, keys and values.</summary>
    public required AttentionOrder AttentionOrder { get; init; }

    /// <summary>Whether the split into heads is the published models', for want of any word about it.</summary>
    public bool HeadsAssumed { get; init; }

    /// <summary>Groups of every group normalisation; each level's channels are a multiple of it.</summary>
    public int NormalizationGroups { get; init; } = 32;

    /// <summary>What every group normalisation adds to the variance.</summary>
    public float NormalizationEpsilon { get; init; } = 1e-5f;

    /// <summary>Whether strided convolutions have their zeros below and right only.</summary>
    public bool EndPadding { get; init; }

    /// <summary>
    /// What is taken off half of the embedding's width where its frequencies are spaced: f_j = 10000^(-j / (half - shift)).
    /// </summary>
    public float FrequencyShift { get; init; }

    /// <summary>The diffusion that the network was trained for.</summary>
    public TrainingSchedule Training { get; init; } = TrainingSchedule.Assumed;

    /// <summary>Number of classes the network is conditioned on; null if it is not.</summary>
    public int? Classes { get; init; }

    /// <summary>The class to restore with, from 0.</summary>
    public int? Class { get; init; }

    /// <inheritdoc/>
    int IPriorTraits.Channels => InChannels;

    /// <inheritdoc/>
    NoiseSchedule IPriorTraits.Schedule => Training.ToSchedule();

    /// <summary>Number of resolutions.</summary>
    public int Levels => LevelChannels.Count;

    /// <summary>Both sides of an image must be multiples of this: 2^(levels - 1).</summary>
    public int SizeMultiple => 1 << (Levels - 1);

    /// <summary>Channels of the embedded time that every residual block receives.</summary>
    public int TimeChannels => 4 * ModelChannels;

    /// <summary>Whether the second half of the output is a variance.</summary>
    public bool LearnedSigma => OutChannels == 2 * InChannels;

    /// <summary>
    /// Infers the configuration from names and shapes, then checks that the checkpoint holds exactly the tensors the network needs,
    /// each of the exact shape and of a type that can be read as a weight.
    /// </summary>
    /// <param name="checkpoint">The checkpoint; no data are read.</param>
    /// <param name="options">What shapes do not tell; null for the defaults.</param>
    /// <exception cref="CheckpointException">The checkpoint is of another architecture or incomplete.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public static UNetConfiguration Infer(Checkpoint checkpoint, UNetOptions? options = null) => UNetInference.Infer(checkpoint, options ?? new UNetOptions());

    /// <summary>Number of heads of an attention.</summary>
    /// <param name="channels">Its channels.</param>
    public int HeadsFor(int channels) => Heads ?? channels / HeadChannels!.Value;

    /// <summary>The configuration in one line.</summary>
    public override string ToString()
    {
        string multipliers = string.Join(",", LevelChannels.Select(channels => (channels / (double)ModelChannels).ToString("0.###")));
        string attention = string.Join(", ", Enumerable.Range(0, Levels).Where(level => LevelAttention[level]).Select(level => $"1/{1 << level}")
            .Append("middle"));
        string heads = HeadChannels is { } width ? $"{width} channels a head" : ErrorText.Count(Heads!.Value, "head");
        string classes = Classes is { } count ? $", {count} classes{(Class is { } chosen ? $" (class {chosen})" : "")}" : "";
        return $"{Architecture}: {InChannels} to {OutChannels} channels{(LearnedSigma ? " (noise and variance)" : "")}, "
            + $"{ModelChannels} model channels x {multipliers}, {ErrorText.Count(ResidualBlocks, "residual block")} a level, "
            + $"attention at {attention} with {heads}{(HeadsAssumed ? " (assumed)" : "")} in {(AttentionOrder == AttentionOrder.Legacy ? "legacy" : "new")} order, "
            + $"{(ScaleShiftNorm ? "scale-shift" : "additive")} time, {(ResidualResampling ? "residual" : "convolution")} up and down{classes}";
    }
}
