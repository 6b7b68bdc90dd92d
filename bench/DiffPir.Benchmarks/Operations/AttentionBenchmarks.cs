using DiffPir.Kernels;
using DiffPir.Kernels.Attention;

namespace DiffPir.Benchmarks.Operations;

/// <summary>Every attention of the network, and one of four times as many pixels, as a larger picture has.</summary>
public class AttentionBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases
    {
        get
        {
            var graph = Workplace.Graph;
            var shapes = graph.InferShapes(Workplace.Picture);
            var own = graph.Nodes.OfType<AttentionNode>().Select(node => (Node: node, Y: shapes[node.Name])).DistinctBy(c => c.Y).ToList();
            var (largest, y) = own.MaxBy(c => c.Y.Elements);
            return own.Append((largest, y with { H = 2 * y.H, W = 2 * y.W })).Select(c => new AttentionCase(c.Item1, c.Item2));
        }
    }

    private sealed class AttentionCase(AttentionNode node, TensorShape y) : OperationCase
    {
        public override long MultiplyAdds => 2L * y.H * y.W * y.Elements;

        public override string ToString() => $"{node.Heads} heads of {y.C / node.Heads} @ {y.H}x{y.W}";

        internal override Action Prepare(Bench bench)
        {
            var candidate = AttentionLauncher.Choose(bench.Device, y, node.Heads);
            return AttentionLauncher.Prepare(
                bench.Device,
                candidate,
                node,
                bench.Place(y with { C = 3 * y.C }),
                bench.Place(y),
                bench.Scratch(AttentionLauncher.ScratchElements(candidate, y)));
        }
    }
}
