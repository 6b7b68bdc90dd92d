using DiffPir.Kernels;
using DiffPir.Kernels.Normalization;

namespace DiffPir.Benchmarks.Operations;

/// <summary>Every group normalisation of the network, with all that is fused into it. It reads its input twice and writes once.</summary>
public class GroupNormBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases
    {
        get
        {
            var graph = Workplace.Graph;
            var shapes = graph.InferShapes(Workplace.Picture);
            return graph.Nodes.OfType<GroupNormNode>()
                .Select(node => new GroupNormCase(node, shapes[node.Input], shapes[node.Name], NeedsBorder(node)))
                .DistinctBy(c => c.ToString());

            bool NeedsBorder(GroupNormNode node) => graph.ConsumersOf(node.Name).Any(reader => reader is ConvolutionNode { KernelSize: 3 });
        }
    }

    private sealed class GroupNormCase(GroupNormNode node, TensorShape x, TensorShape y, bool border) : OperationCase
    {
        public override long Bytes => ((2 * x.Elements) + y.Elements) * sizeof(float);

        public override string ToString() =>
            $"{x.C} @ {x.H}x{x.W}{(node.ScaleShiftOffset is null ? "" : " + scale, shift")}{Named(node.Activation, Activation.None)}"
            + $"{Named(node.Resampling, Resampling.None)}{(border ? " + border" : "")}";

        internal override Action Prepare(Bench bench)
        {
            var placed = (X: bench.Place(x), Y: bench.Place(y, border ? 1 : 0));
            var weights = bench.Weights(_ => x.C);
            var conditioning = bench.Planar(new(1, (node.ScaleShiftOffset ?? 0) + (2 * x.C), 1, 1));
            var scratch = bench.Scratch(GroupNormLauncher.ScratchElements(bench.Device, x));
            var launch = GroupNormLauncher.Prepare(bench.Device, node, weights, placed.X, placed.Y, scratch, conditioningSteps: 1);
            var run = new PlanRun(conditioning.View, conditioning.View, conditioning.View, 0);
            return () => launch(run);
        }

        private static string Named<T>(T value, T none)
            where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, none) ? "" : $" + {value}";
    }
}
