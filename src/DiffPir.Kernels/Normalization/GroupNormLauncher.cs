using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares the three passes of a group normalisation.</summary>
internal static class GroupNormLauncher
{
    private const int GpuGroupSize = 64;

    /// <summary>Elements of scratch memory: partial moments and coefficients.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape x) =>
        ((long)x.N * Chunks(device, x) * 3 * x.C) + ((long)x.N * 2 * x.C);

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    public static Action<PlanRun> Prepare(
        ComputeDevice device, GroupNormNode node, WeightStore weights, PlacedValue x, PlacedValue y, ArrayView<float> scratch, int conditioningSteps)
    {
        var shape = x.Shape;
        int chunks = Chunks(device, shape);
        int writtenWidth = node.Resampling == Resampling.MeanDown2 ? y.Shape.W : shape.W;
        var arguments = new GroupNormArguments
        {
            X = x.Map,
            Y = y.Map,
            N = shape.N,
            C = shape.C,
            H = shape.H,
            W = shape.W,
            Groups = node.Groups,
            Chunks = chunks,
            RowsPerChunk = (shape.H + chunks - 1) / chunks,
            Segment = device.IsProcessor ? writtenWidth : Math.Min(writtenWidth, 8),
            Epsilon = node.Epsilon,
            ScaleShiftOffset = node.ScaleShiftOffset ?? -1,
            ConditioningSteps = conditioningSteps,
            Silu = node.Activation == Activation.Silu ? 1 : 0,
            Halo = y.HasHalo ? 1 : 0,
        };
        var views = new Views(
            x.View, y.View, weights.Get(node.Gamma), weights.Get(node.Beta),
            scratch.SubView(0, (long)shape.N * chunks * 3 * shape.C), scratch.SubView((long)shape.N * chunks * 3 * shape.C, (long)shape.N * 2 * shape.C));
        return device.IsProcessor && shape.C % default(Lanes16).Width == 0
            ? Prepare<Lanes16>(device, node.Resampling, arguments, views, 1)
            : Prepare<Lanes1>(device, node.Resampling, arguments, views, device.Description.Kind == DeviceKind.Cpu ? 1 : GpuGroupSize);
    }

    private static Action<PlanRun> Prepare<T>(
        ComputeDevice device, Resampling resampling, GroupNormArguments a, Views views, int group)
        where T : struct, ILanes
    {
        int blocks = DivideUp(a.C, default(T).Width * group);
        var momentsConfig = new KernelConfig(new Index3D(blocks, a.Chunks, a.N), new Index3D(group, 1, 1));
        var moments = device.Load<ArrayView<float>, ArrayView<float>, GroupNormArguments>(GroupNormKernels.Moments<T>);
        var coefficientsConfig = device.Elementwise((long)a.N * a.Groups);
        var coefficients = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, GroupNormArguments>(
            GroupNormKernels.Coefficients);
        bool down = resampling == Resampling.MeanDown2;
        var applyConfig = new KernelConfig(
            new Index3D(blocks, a.N * (down ? a.H / 2 : a.H), DivideUp(down ? a.W / 2 : a.W, a.Segment)), new Index3D(group, 1, 1));
        var apply = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupNormArguments>(resampling switch
        {
            Resampling.NearestUp2 => GroupNormKernels.ApplyNearestUp2<T>,
            Resampling.MeanDown2 => GroupNormKernels.ApplyMeanDown2<T>,
            _ => GroupNormKernels.Apply<T>,
        });
        return run =>
        {
            moments(momentsConfig, views.X, views.Moments, a);

            // Without conditioning the table is not read; any view will do.
            var table = a.ScaleShiftOffset < 0 ? views.Gamma : run.Conditioning;
            coefficients(coefficientsConfig, views.Moments, views.Gamma, views.Beta, table, views.Coefficients, run.Step, a);
            apply(applyConfig, views.X, views.Coefficients, views.Y, a);
        };
    }

    // Enough chunks to occupy the device, few enough that merging them is nothing.
    private static int Chunks(ComputeDevice device, TensorShape x)
    {
        int wanted = Math.Min(x.H, device.IsProcessor ? Math.Max(1, 2 * device.Threads) : 64);
        int rows = DivideUp(x.H, wanted);
        return DivideUp(x.H, rows);
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    private sealed record Views(
        ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Gamma, ArrayView<float> Beta, ArrayView<float> Moments, ArrayView<float> Coefficients);
}
