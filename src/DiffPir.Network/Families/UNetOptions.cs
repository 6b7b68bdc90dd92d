using DiffPir.Kernels.Attention;

namespace DiffPir.Network;

/// <summary>
/// What a checkpoint's shapes do not tell about a UNet. What is null here is taken from the file's metadata
/// (<c>num_head_channels</c>, <c>num_heads</c>, <c>attention_order</c>, <c>noise_schedule</c>, <c>diffusion_steps</c>), else from the published
/// models: 64 channels a head, legacy order, 1000 linear steps.
/// </summary>
public sealed record UNetOptions
{
    /// <summary>Channels of one attention head; excludes <see cref="Heads"/>.</summary>
    public int? HeadChannels { get; init; }

    /// <summary>Heads of every attention; excludes <see cref="HeadChannels"/>.</summary>
    public int? Heads { get; init; }

    /// <summary>The order of queries, keys and values; without meaning for networks that keep them apart.</summary>
    public AttentionOrder? AttentionOrder { get; init; }

    /// <summary>How noise grew in the training; with <see cref="TrainingSteps"/> absent, over 1000 steps.</summary>
    public ScheduleShape? Schedule { get; init; }

    /// <summary>Time steps of the training, 2 to <see cref="TrainingSchedule.MostSteps"/>.</summary>
    public int? TrainingSteps { get; init; }

    /// <summary>What the image shows, counted from 0, for a network that is conditioned on classes; null for one that is not.</summary>
    public int? Class { get; init; }
}
