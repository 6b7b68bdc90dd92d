using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares a group normalisation whose moments are in tables.</summary>
internal static class GroupNormLauncher
{
    private const int GpuGroupSize = 64;

    /// <summary>Elements of the coefficients.</summary>
    public static long CoefficientElements(TensorShape x) => 2L * x.N * x.C;

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="node">The normalisation.</param>
    /// <param name="weights">Source of gamma and beta.</param>
    /// <param name="x">Input.</param>
    /// <param name="moments">Moments of the input's channels, in one table or in two, one after the other.</param>
    /// <param name="y">Output.</param>
    /// <param name="coefficients">Scratch memory of <see cref="CoefficientElements"/>.</param>
    /// <param name="conditioningSteps">Columns of the conditioning table.</param>
    /// <param name="imageColumns">Columns from an image's to the next one's.</param>
    public static Action<PlanRun> Prepare(
        ComputeDevice device,
        GroupNormNode node,
        WeightStore weights,
        PlacedValue x,
        IReadOnlyList<MomentTable> moments,
        PlacedValue y,
        ArrayView<float> coefficients,
        int conditioningSteps,
        int imageColumns = 0)
    {
        var shape = x.Shape;
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
            FirstChannels = moments[0].Channels,
            FirstChunks = moments[0].Chunks,
            SecondChunks = moments[^1].Chunks,
            ChannelsPerItem = device.IsProcessor ? shape.C : 1,
            Segment = device.IsProcessor ? writtenWidth : Math.Min(writtenWidth, 8),
            Epsilon = node.Epsilon,
            ScaleShiftOffset = node.ScaleShiftOffset ?? -1,
            ConditioningSteps = conditioningSteps,
            ImageColumns = imageColumns,
            Silu = node.Activation == Activation.Silu ? 1 : 0,
            Halo = y.HasHalo ? 1 : 0,
        };
        var merge = PrepareCoefficients(device, arguments, moments, weights.Get(node.Gamma, shape.C), weights.Get(node.Beta, shape.C), coefficients);
        var apply = !device.IsProcessor && GroupNormGroupLauncher.SupportsApply(arguments)
            ? GroupNormGroupLauncher.PrepareApply(device, node.Resampling, arguments, x.View, coefficients, y.View, y.Layout.IsPacked)
            : device.IsProcessor && shape.C % default(Lanes16).Width == 0
            ? PrepareApply<Lanes16>(device, node.Resampling, arguments, x.View, coefficients, y.View, 1)
            : PrepareApply<Lanes1>(
                device, node.Resampling, arguments, x.View, coefficients, y.View, device.Description.Kind == DeviceKind.Cpu ? 1 : GpuGroupSize);
        return run =>
        {
            merge(run);
            apply();
        };
    }

    private static Action<PlanRun> PrepareCoefficients(
        ComputeDevice device,
        GroupNormArguments a,
        IReadOnlyList<MomentTable> moments,
        ArrayView<float> gamma,
        ArrayView<float> beta,
        ArrayView<float> coefficients)
    {
        var config = device.IsProcessor
            ? device.Elementwise((long)a.N * a.Groups)
            : new KernelConfig(a.N * a.Groups, GroupNormGroupKernels.GroupSize);
        var kernel = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, GroupNormArguments>(
            device.IsProcessor ? GroupNormKernels.Coefficients : GroupNormGroupKernels.Coefficients);
        var (first, second) = (moments[0].View, moments[^1].View);

        // Without conditioning the table is not read; any view will do.
        return run => kernel(
            config, first, second, gamma, beta, a.ScaleShiftOffset < 0 ? gamma : run.Conditioning, coefficients, run.Step, a);
    }

    private static Action PrepareApply<T>(
        ComputeDevice device,
        Resampling resampling,
        GroupNormArguments a,
        ArrayView<float> x,
        ArrayView<float> coefficients,
        ArrayView<float> y,
        int group)
        where T : struct, ILanes
    {
        bool down = resampling == Resampling.MeanDown2;
        var config = new KernelConfig(
            new Index3D(Rounding.DivideUp(a.C, a.ChannelsPerItem * group), a.N * (down ? a.H / 2 : a.H), Rounding.DivideUp(down ? a.W / 2 : a.W, a.Segment)),
            new Index3D(group, 1, 1));
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupNormArguments>(resampling switch
        {
            Resampling.NearestUp2 => GroupNormKernels.ApplyNearestUp2<T>,
            Resampling.MeanDown2 => GroupNormKernels.ApplyMeanDown2<T>,
            _ => GroupNormKernels.Apply<T>,
        });
        return () => kernel(config, x, coefficients, y, a);
    }
}
