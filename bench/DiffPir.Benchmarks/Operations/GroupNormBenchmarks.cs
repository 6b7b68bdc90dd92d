using DiffPir.Kernels;
using DiffPir.Kernels.Convolution;
using DiffPir.Kernels.Normalization;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Benchmarks.Operations;

/// <summary>
/// Every group normalisation of the network, with all that is fused into it, and the pass that takes the moments of its input. A plan needs
/// that pass only where the producer of the input leaves no moments.
/// </summary>
public class GroupNormBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases
    {
        get
        {
            var graph = Workplace.Graph;
            var shapes = graph.InferShapes(Workplace.Picture);
            var norms = graph.Nodes.OfType<GroupNormNode>().ToList();
            return norms
                .Select(node => new ApplyCase(node, shapes[node.Input], shapes[node.Name], NeedsBorder(node)))
                .DistinctBy(c => c.ToString())
                .Concat<OperationCase>(norms.Select(node => shapes[node.Input]).Distinct().Select(x => new MomentsCase(x)));

            bool NeedsBorder(GroupNormNode node) => graph.ConsumersOf(node.Name).Any(reader => reader is ConvolutionNode { KernelSize: 3 });
        }
    }

    private static MomentTable Table(Bench bench, TensorShape x)
    {
        int chunks = MomentTable.ChunksOf(bench.Device, x);
        return new(bench.Scratch(MomentTable.Elements(x.N, chunks, x.C)), chunks, x.C);
    }

    private sealed class MomentsCase(TensorShape x) : OperationCase
    {
        public override long Bytes => x.Elements * sizeof(float);

        public override string ToString() => $"moments of {x.C} @ {x.H}x{x.W}";

        internal override Action Prepare(Bench bench) => MomentsLauncher.Prepare(bench.Device, bench.Place(x), Table(bench, x));
    }

    private sealed class ApplyCase(GroupNormNode node, TensorShape x, TensorShape y, bool border) : OperationCase
    {
        public override long Bytes => (x.Elements + y.Elements) * sizeof(float);

        public override string ToString() =>
            $"{x.C} @ {x.H}x{x.W}{(node.ScaleShiftOffset is null ? "" : " + scale, shift")}{Named(node.Activation, Activation.None)}"
            + $"{Named(node.Resampling, Resampling.None)}{(border ? " + border" : "")}";

        internal override Action Prepare(Bench bench)
        {
            var (placedX, placedY, moments) = (bench.Place(x), bench.Place(y, border ? 1 : 0), Table(bench, x));
            MomentsLauncher.Prepare(bench.Device, placedX, moments)();
            var conditioning = bench.Planar(new(1, (node.ScaleShiftOffset ?? 0) + (2 * x.C), 1, 1));
            var launch = GroupNormLauncher.Prepare(
                bench.Device,
                node,
                bench.Weights(_ => x.C),
                placedX,
                [moments],
                placedY,
                bench.Scratch(GroupNormLauncher.CoefficientElements(x)),
                conditioningSteps: 1);
            var run = new PlanRun([], conditioning.View, 0);
            return () => launch(run);
        }

        private static string Named<T>(T value, T none)
            where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, none) ? "" : $" + {value}";
    }
}
