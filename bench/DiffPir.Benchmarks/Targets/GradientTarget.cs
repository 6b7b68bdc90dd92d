using DiffPir.Benchmarks.Peers;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// The time of a prediction with its gradients, of the picture and of all parameters, beside PyTorch's automatic differentiation in the faster of
/// its two orders of memory, and the peaks of both processes beyond their loaded weights, where the smaller of PyTorch's counts.
/// </summary>
internal sealed class GradientTarget : ITarget
{
    private const double Factor = 2.5, Share = 0.5, Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "gradient";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings) =>
        from network in PublishedNetworks.Names
        from gradient in new[] { PeerGradient.Input, PeerGradient.All }
        from row in Rows(settings, settings.Work(network) with { Gradient = gradient })
        select row;

    private static IEnumerable<TargetRow> Rows(TargetSettings settings, PeerWork work)
    {
        string what = $"prediction and gradient{(work.Gradient == PeerGradient.All ? "s of all parameters" : " of the picture")}, {work.Network}";
        string target = $"at least {Factor} times as fast", share = $"at most {Share:P0}";
        using var group = new PeerGroup(work, settings.Programs);
        group.Compare(settings.Rounds, settings.Evaluations);
        if (group.Fastest(PeerEngine.PyTorch) is not { } peer)
        {
            return [TargetRow.Missing(what, target, "no PyTorch here")];
        }

        double ours = group.Fastest(PeerEngine.DiffPir)!.Median, ratio = peer.Median / ours;
        var time = new TargetRow(what, $"{ours:F1} ms", $"{peer.Median:F1} ms, {peer.Name}", $"{ratio:F2}", target, ratio >= Factor);
        string memory = $"memory beyond weights of that, {work.Network}";
        return [time, Peak(group, PeerEngine.DiffPir) is { } bytes && Peak(group, PeerEngine.PyTorch) is { } theirs
            ? new(
                memory, $"{bytes / Mebibyte:F0} MiB", $"{theirs / Mebibyte:F0} MiB, PyTorch", $"{bytes / theirs:P0}", share, bytes <= Share * theirs)
            : TargetRow.Missing(memory, share, "this system does not tell the peak of a process")];
    }

    private static double? Peak(PeerGroup group, PeerEngine engine) =>
        group.Peers.Where(peer => peer.Engine == engine).Select(peer => (double?)peer.PeakBytesBeyondWeights).Min();
}
