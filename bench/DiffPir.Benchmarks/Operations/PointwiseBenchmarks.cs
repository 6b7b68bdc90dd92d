using DiffPir.Kernels;
using DiffPir.Kernels.Pointwise;

namespace DiffPir.Benchmarks.Operations;

/// <summary>
/// The operations that touch every value once, on the network's largest map, which lies in memory, and on one of an eighth of its side,
/// which lies in caches; and the passage between planar pictures and the storage of a plan.
/// </summary>
public class PointwiseBenchmarks : OperationBenchmarks
{
    /// <inheritdoc/>
    public override IEnumerable<OperationCase> Cases
    {
        get
        {
            var graph = Workplace.Graph;
            var large = graph.InferShapes(Workplace.Picture).Values.MaxBy(shape => shape.Elements);
            var small = large with { H = large.H / 8, W = large.W / 8 };
            var onMaps = from y in new[] { large, small }
                         from operation in Enum.GetValues<Operation>()
                         where operation is not (Operation.Pack or Operation.Unpack)
                         select new PointwiseCase(operation, y);
            var picture = Workplace.Picture;
            return [new PointwiseCase(Operation.Pack, picture), new PointwiseCase(Operation.Unpack, picture), .. onMaps];
        }
    }

    private enum Operation
    {
        Pack,
        Unpack,
        Border,
        Copy,
        Silu,
        Add,
        AddConditioning,
        NearestUp2,
        MeanDown2,
    }

    private sealed class PointwiseCase(Operation operation, TensorShape y) : OperationCase
    {
        private TensorShape X => operation switch
        {
            Operation.NearestUp2 => y with { H = y.H / 2, W = y.W / 2 },
            Operation.MeanDown2 => y with { H = 2 * y.H, W = 2 * y.W },
            _ => y,
        };

        public override long Bytes => sizeof(float) * operation switch
        {
            Operation.Border => 2L * y.N * y.C * (y.H + y.W + 2),
            Operation.Add => 3 * y.Elements,
            _ => X.Elements + y.Elements,
        };

        public override string ToString() => $"{operation} {y.C} @ {y.H}x{y.W}";

        internal override Action Prepare(Bench bench)
        {
            var device = bench.Device;
            var placed = (X: bench.Place(X), Y: bench.Place(y, operation is Operation.Pack or Operation.Border ? 1 : 0));
            return operation switch
            {
                Operation.Pack => WithRun(LayoutLauncher.Pack(device, 0, placed.Y), bench.Planar(y)),
                Operation.Unpack => WithRun(LayoutLauncher.Unpack(device, placed.X, 0), bench.Planar(y)),
                Operation.Border => LayoutLauncher.ZeroBorder(device, placed.Y),
                Operation.Copy => PointwiseLauncher.Copy(device, placed.X, placed.Y),
                Operation.Silu => PointwiseLauncher.Activate(device, Activation.Silu, placed.X, placed.Y),
                Operation.Add => PointwiseLauncher.Add(device, placed.X, bench.Place(y), placed.Y),
                Operation.AddConditioning => WithRun(
                    PointwiseLauncher.AddConditioning(device, 0, 1, 0, placed.X, placed.Y), bench.Planar(new(1, y.C, 1, 1))),
                Operation.NearestUp2 => PointwiseLauncher.Resample(device, Resampling.NearestUp2, placed.X, placed.Y),
                _ => PointwiseLauncher.Resample(device, Resampling.MeanDown2, placed.X, placed.Y),
            };
        }

        // Each of these operations uses one tensor of a run, or its table.
        private static Action WithRun(Action<PlanRun> launch, Tensor tensor)
        {
            var run = new PlanRun([tensor.View], tensor.View, 0);
            return () => launch(run);
        }
    }
}
