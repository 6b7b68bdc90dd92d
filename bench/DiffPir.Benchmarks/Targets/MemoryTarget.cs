using DiffPir.Benchmarks.Peers;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// Memory beyond the weights: what this engine plans for an evaluation and what its process takes beside PyTorch's, which tells only
/// through its process. The smaller of PyTorch's two orders of memory counts.
/// </summary>
internal sealed class MemoryTarget : ITarget
{
    private const double Share = 0.5, Mebibyte = 1024 * 1024;
    private const string Network = PublishedNetworks.Ffhq;

    private static readonly string Target = $"at most {Share:P0}";

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        const string Planned = $"planned memory beyond weights, {Network}", Resident = $"resident memory beyond weights, {Network}";
        var work = settings.Work(Network);
        if (work.IsCuda || settings.Programs.Torch is not { } torch)
        {
            return [TargetRow.Missing(Planned, Target, work.IsCuda ? "PyTorch tells on processors only" : "no PyTorch")];
        }

        if (Peak(() => torch.Start(work)) is not { } planar || Peak(() => torch.Start(work, PyTorch.ChannelsLast)) is not { } channelsLast
            || Peak(() => EnginePeer.Start(work)) is not { } engine)
        {
            return [TargetRow.Missing(Planned, Target, "this system does not tell the peak of a process")];
        }

        using var network = new EngineNetwork(settings.Device, Network, TargetSettings.Size);
        long peer = Math.Min(planar, channelsLast);
        return [Row(Planned, network.PlannedBytes, peer), Row(Resident, engine, peer)];
    }

    private static TargetRow Row(string what, double bytes, double peer) => new(
        what, $"{bytes / Mebibyte:F0} MiB", $"{peer / Mebibyte:F0} MiB, resident memory of PyTorch", $"{bytes / peer:P0}", Target,
        bytes <= Share * peer);

    private static long? Peak(Func<PeerProcess> start)
    {
        using var peer = start();
        peer.TakeTurn(1);
        return peer.PeakBytesBeyondWeights;
    }
}
