using DiffPir.Benchmarks.Peers;

namespace DiffPir.Benchmarks.Targets;

/// <summary>The time of one evaluation beside each other engine's, in the fastest of the ways that were tried.</summary>
internal sealed class SpeedTarget : ITarget
{
    private static readonly (string Network, PeerEngine Engine, double? Factor)[] Rows =
    [
        (PublishedNetworks.BuiltInSmall, PeerEngine.OnnxRuntime, 2),
        (PublishedNetworks.BuiltInSmall, PeerEngine.Libtorch, 2.5),
        (PublishedNetworks.BuiltInSmall, PeerEngine.PyTorch, null),
        (PublishedNetworks.Ffhq, PeerEngine.OnnxRuntime, 2),
        (PublishedNetworks.Ffhq, PeerEngine.Libtorch, 3),
        (PublishedNetworks.Ffhq, PeerEngine.PyTorch, null),
    ];

    /// <inheritdoc/>
    public string Name => "speed";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        foreach (var rows in Rows.GroupBy(row => row.Network))
        {
            using var group = new PeerGroup(settings.Work(rows.Key), settings.Programs);
            group.Compare(settings.Rounds, settings.Evaluations);
            foreach (var row in rows)
            {
                yield return Row(group, row.Network, row.Engine, row.Factor);
            }
        }
    }

    private static TargetRow Row(PeerGroup group, string network, PeerEngine engine, double? factor)
    {
        string what = $"evaluation, {network}", target = factor is null ? "-" : $"at least {factor} times as fast";
        if (group.Fastest(engine) is not { } peer)
        {
            return TargetRow.Missing(what, target, $"no {engine} here");
        }

        double ours = group.Fastest(PeerEngine.DiffPir)!.Median, ratio = peer.Median / ours;
        return new(
            what, $"{ours:F1} ms", $"{peer.Median:F1} ms, {peer.Name}", $"{ratio:F2}", target, factor is null ? null : ratio >= factor);
    }
}
