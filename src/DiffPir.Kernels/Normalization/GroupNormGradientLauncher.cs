using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares <see cref="GroupNormGradientKernels"/>.</summary>
internal static class GroupNormGradientLauncher
{
    private const int GpuGroupSize = 64;
    private const int GpuSegment = 8;

    /// <summary>Elements of scratch memory: the table, the partial sums, and sums for the parameters.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape x) =>
        TableElements(x) + SumElements(x, MomentTable.ChunksOf(device, x)) + GroupNormParameterLauncher.ScratchElements(x);

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    public static Action<PlanRun> Prepare(GroupNormGradientNode node, OperationContext context)
    {
        PlacedValue x = context.Inputs[1], y = context.Output;
        var arguments = Arguments(node, context);
        var table = context.Scratch.SubView(0, TableElements(x.Shape));
        var sums = context.Scratch.SubView(TableElements(x.Shape), SumElements(x.Shape, arguments.Chunks));
        var coefficients = PrepareCoefficients(node, context, arguments, table);

        // Channels are stored in whole vectors, and so are the rows of the table where they divide; others go one by one.
        var rest = context.Device.IsProcessor && x.Shape.C % default(Lanes16).Width == 0
            ? PrepareRest<Lanes16>(context, arguments, table, sums, group: 1)
            : PrepareRest<Lanes1>(context, arguments, table, sums, context.Device.IsProcessor ? 1 : GpuGroupSize);
        var parameters = context.Training is null ? null : GroupNormParameterLauncher.Prepare(node, context, arguments, sums);
        return run =>
        {
            coefficients(run);
            rest();
            parameters?.Invoke(run);
        };
    }

    private static GroupNormGradientArguments Arguments(GroupNormGradientNode node, OperationContext context)
    {
        var (gradient, x, y) = (context.Inputs[0], context.Inputs[1], context.Output);
        int chunks = MomentTable.ChunksOf(context.Device, x.Shape);
        return new()
        {
            Gradient = gradient.Map,
            X = x.Map,
            Residual = context.Inputs[^1].Map,
            Y = y.Map,
            N = x.Shape.N,
            C = x.Shape.C,
            H = x.Shape.H,
            W = x.Shape.W,
            Groups = node.Groups,
            FirstChannels = context.Moments[0].Table.Channels,
            FirstChunks = context.Moments[0].Table.Chunks,
            SecondChunks = context.Moments[^1].Table.Chunks,
            Chunks = chunks,
            RowsPerChunk = Rounding.DivideUp(x.Shape.H, chunks),
            Segment = context.Device.IsProcessor ? x.Shape.W : Math.Min(x.Shape.W, GpuSegment),
            Epsilon = node.Epsilon,
            ScaleShiftOffset = node.ScaleShiftOffset ?? -1,
            ConditioningSteps = context.ConditioningSteps,
            ImageColumns = context.ImageColumns,
            Silu = node.Activation == Activation.Silu ? 1 : 0,
            HasResidual = node.Residual is null ? 0 : 1,
        };
    }

    private static Action<PlanRun> PrepareCoefficients(
        GroupNormGradientNode node, OperationContext context, GroupNormGradientArguments a, ArrayView<float> table)
    {
        ArrayView<float> gamma = context.Weights.Get(node.Gamma, a.C), beta = context.Weights.Get(node.Beta, a.C);
        ArrayView<float> first = context.Moments[0].Table.View, second = context.Moments[^1].Table.View;
        var kernel = context.Device.Load<
            ArrayView<float>,
            ArrayView<float>,
            ArrayView<float>,
            ArrayView<float>,
            ArrayView<float>,
            ArrayView<float>,
            int,
            GroupNormGradientArguments>(GroupNormGradientKernels.Coefficients);
        var config = MergeConfig(context.Device, a);

        // Without conditioning the table is not read; any view will do.
        return run => kernel(config, first, second, gamma, beta, a.ScaleShiftOffset < 0 ? gamma : run.Conditioning, table, run.Step, a);
    }

    private static Action PrepareRest<T>(
        OperationContext context, GroupNormGradientArguments a, ArrayView<float> table, ArrayView<float> sums, int group)
        where T : struct, ILanes
    {
        var device = context.Device;
        ArrayView<float> gradient = context.Inputs[0].View, x = context.Inputs[1].View, residual = context.Inputs[^1].View, y = context.Output.View;
        int items = Rounding.DivideUp(a.C, default(T).Width * group);
        var sum = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupNormGradientArguments>(
            GroupNormGradientKernels.Sum<T>);
        var merge = device.Load<ArrayView<float>, ArrayView<float>, GroupNormGradientArguments>(GroupNormGradientKernels.Merge);
        var apply = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupNormGradientArguments>(
            GroupNormGradientKernels.Apply<T>);
        var sumConfig = new KernelConfig(new Index3D(items, a.Chunks, a.N), new Index3D(group, 1, 1));
        var mergeConfig = MergeConfig(device, a);
        var applyConfig = new KernelConfig(new Index3D(items, a.N * a.H, Rounding.DivideUp(a.W, a.Segment)), new Index3D(group, 1, 1));
        return () =>
        {
            sum(sumConfig, gradient, x, table, sums, a);
            merge(mergeConfig, sums, table, a);
            apply(applyConfig, gradient, x, table, residual, y, a);
        };
    }

    private static KernelConfig MergeConfig(ComputeDevice device, GroupNormGradientArguments a) =>
        new(a.N * a.Groups, device.IsProcessor ? 1 : GroupNormGradientKernels.MergeGroupSize);

    private static long TableElements(TensorShape x) => (long)GroupNormGradientKernels.TableRows * x.N * x.C;

    private static long SumElements(TensorShape x, int chunks) => (long)GroupNormGradientKernels.SumRows * x.N * chunks * x.C;
}
