using DiffPir.Kernels;
using DiffPir.Kernels.Convolution;

namespace DiffPir.Benchmarks.Operations;

/// <summary>
/// Every convolution of the network by every candidate that makes sense on the device and can compute it. The one that a plan chooses is
/// marked.
/// </summary>
public class ConvolutionBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases
    {
        get
        {
            var device = Workplace.Device;
            var graph = Workplace.Graph;
            var shapes = graph.InferShapes(Workplace.Picture);

            // Layers that differ in nothing but the sum with a residual count once, with the sum.
            var layers = graph.Nodes.OfType<ConvolutionNode>()
                .GroupBy(node => (X: shapes[node.Input], node.OutChannels, node.KernelSize, node.Stride))
                .Select(same => (same.Key.X, Node: same.MaxBy(node => node.Residual is not null)!));
            return from layer in layers
                   from candidate in ConvolutionSelector.CandidatesFor(device, layer.Node, layer.X, shapes[layer.Node.Name])
                   let chosen = ConvolutionSelector.Choose(device, null, layer.Node, layer.X, shapes[layer.Node.Name]) == candidate
                   select new ConvolutionCase(layer.Node, layer.X, shapes[layer.Node.Name], candidate, chosen);
        }
    }

    private sealed class ConvolutionCase(
        ConvolutionNode node, TensorShape x, TensorShape y, ConvolutionCandidate candidate, bool chosen) : OperationCase
    {
        public override long MultiplyAdds => y.Elements * x.C * node.KernelSize * node.KernelSize;

        public override string ToString() =>
            $"{node.KernelSize}x{node.KernelSize}{(node.Stride == 1 ? "" : $" /{node.Stride}")} {x.C} -> {y.C} @ {y.H}x{y.W}"
            + $"{(node.Residual is null ? "" : " + residual")}, {candidate}{(chosen ? " *" : "")}";

        internal override Action Prepare(Bench bench) => ConvolutionLauncher.Prepare(
            bench.Device,
            node,
            candidate,
            bench.Weights(name => name == node.Weight ? (long)y.C * x.C * node.KernelSize * node.KernelSize : y.C),
            bench.Place(x, node.KernelSize == 3 ? 1 : 0),
            node.Residual is null ? null : bench.Place(y),
            bench.Place(y),
            bench.Scratch(ConvolutionLauncher.ScratchElements(bench.Device, candidate, x, y)));
    }
}
