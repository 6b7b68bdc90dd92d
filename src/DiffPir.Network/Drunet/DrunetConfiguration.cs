namespace DiffPir.Network;

/// <summary>
/// Everything that distinguishes one DRUNet (Zhang et al., Plug-and-Play Image Restoration with Deep Denoiser Prior, 2021) from another: a
/// UNet without normalisation or biases that takes an image on [0,1] with a map of its noise level and returns the clean image.
/// </summary>
public sealed class DrunetConfiguration : IDenoiserConfiguration
{
    /// <summary>Resolutions: each half the one before.</summary>
    public const int Levels = 4;

    /// <summary>What to do about a checkpoint of another architecture.</summary>
    private const string Remedy = "Pass a DRUNet as its authors publish it";

    /// <inheritdoc/>
    public string Architecture => "DRUNet";

    /// <inheritdoc/>
    public required int Channels { get; init; }

    /// <summary>Channels of each level.</summary>
    public required IReadOnlyList<int> LevelChannels { get; init; }

    /// <summary>Residual blocks a level, on the way down and on the way up.</summary>
    public required int ResidualBlocks { get; init; }

    /// <inheritdoc/>
    public int SizeMultiple => 1 << (Levels - 1);

    /// <inheritdoc/>
    public NoiseSchedule Schedule => NoiseSchedule.Standard;

    /// <summary>
    /// Infers the configuration from names and shapes, then checks that the checkpoint holds exactly the tensors the network needs.
    /// </summary>
    /// <param name="checkpoint">The checkpoint; no data are read.</param>
    /// <exception cref="CheckpointException">The checkpoint is of another architecture or incomplete.</exception>
    public static DrunetConfiguration Infer(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        int blocks = 0;
        while (checkpoint.TryFind($"m_body.{blocks}.res.0.weight", out _))
        {
            blocks++;
        }

        var network = new DrunetConfiguration
        {
            Channels = TensorMismatch.Side(checkpoint, "m_tail.weight", 0, 4, Remedy),
            LevelChannels =
            [
                TensorMismatch.Side(checkpoint, "m_head.weight", 0, 4, Remedy),
                .. Enumerable.Range(1, Levels - 1).Select(level => TensorMismatch.Side(checkpoint, $"m_down{level}.{blocks}.weight", 0, 4, Remedy)),
            ],
            ResidualBlocks = blocks,
        };
        TensorMismatch.ThrowIfAny(checkpoint, network.Parameters(), "a DRUNet", Remedy);
        return network;
    }

    /// <summary>Names and shapes of all weights in state-dict order.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters()
    {
        int[] c = [.. LevelChannels];
        return
        [
            ("m_head.weight", [c[0], Channels + 1, 3, 3]),
            .. Enumerable.Range(0, Levels - 1).SelectMany(level => (IEnumerable<(string, long[])>)
            [
                .. Blocks($"m_down{level + 1}", 0, c[level]),
                ($"m_down{level + 1}.{ResidualBlocks}.weight", [c[level + 1], c[level], 2, 2]),
            ]),
            .. Blocks("m_body", 0, c[^1]),
            .. Enumerable.Range(0, Levels - 1).Reverse().SelectMany(level => (IEnumerable<(string, long[])>)
            [
                ($"m_up{level + 1}.0.weight", [c[level + 1], c[level], 2, 2]),
                .. Blocks($"m_up{level + 1}", 1, c[level]),
            ]),
            ("m_tail.weight", [Channels, c[0], 3, 3]),
        ];
    }

    /// <summary>The configuration in one line.</summary>
    public override string ToString() =>
        $"DRUNet: {Channels} channels and a noise level to {Channels} channels, widths {string.Join(", ", LevelChannels)}, "
        + $"{ErrorText.Count(ResidualBlocks, "residual block")} a level";

    private IEnumerable<(string Name, long[] Shape)> Blocks(string module, int first, long channels) =>
        from block in Enumerable.Range(first, ResidualBlocks)
        from layer in (int[])[0, 2]
        select ($"{module}.{block}.res.{layer}.weight", new[] { channels, channels, 3, 3 });
}
