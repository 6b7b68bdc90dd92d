using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A network that a <see cref="DenoiserFamily"/> has recognised.</summary>
/// <param name="Configuration">What it is.</param>
/// <param name="Load">Prepares it for a device, with measured choices among candidates or null.</param>
internal sealed record RecognisedNetwork(IDenoiserConfiguration Configuration, Func<ComputeDevice, TuningTable?, ITunableDenoiser> Load)
{
    /// <summary>Files beside the checkpoint's own that were read.</summary>
    public IReadOnlyList<string> Configurations { get; init; } = [];

    /// <summary>Remarks that a converted file needs to be recognised as the same network.</summary>
    public Func<Dictionary<string, string>> Describe { get; init; } = static () => [];
}
