using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Prepares <see cref="GroupNormGroupKernels"/>.</summary>
internal static class GroupNormGroupLauncher
{
    /// <summary>Prepares the pass that takes partial moments; nothing is enqueued before the returned action runs.</summary>
    public static Action PrepareMoments(ComputeDevice device, ArrayView<float> x, ArrayView<float> table, int images, MomentsArguments a)
    {
        int channels = GroupNormGroupKernels.MomentChannels;
        var config = new KernelConfig(
            new Index3D(Rounding.DivideUp(a.C, channels), a.Chunks, images), new Index3D(GroupNormGroupKernels.MomentGroupSize, 1, 1));
        var kernel = device.Load<ArrayView<Float4>, ArrayView<float>, MomentsArguments>(GroupNormGroupKernels.TakeMoments);
        var quads = x.Cast<Float4>();
        return () => kernel(config, quads, table, a);
    }

    /// <summary>True where <see cref="PrepareApply"/> can run.</summary>
    public static bool SupportsApply(GroupNormArguments a) => a.C % 4 == 0;

    /// <summary>True where it can write the 16-bit format of tensor cores.</summary>
    public static bool SupportsPacked(int channels) => channels % 8 == 0;

    /// <summary>Prepares the pass that applies the coefficients; nothing is enqueued before the returned action runs.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="resampling">Done last.</param>
    /// <param name="a">Scalars.</param>
    /// <param name="x">Input.</param>
    /// <param name="coefficients">Scales and shifts.</param>
    /// <param name="y">Output.</param>
    /// <param name="packed">True for an output in the 16-bit format in which the device multiplies.</param>
    public static Action PrepareApply(
        ComputeDevice device, Resampling resampling, GroupNormArguments a, ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y,
        bool packed)
    {
        var (height, width) = resampling switch
        {
            Resampling.NearestUp2 => (2 * a.H, 2 * a.W),
            Resampling.MeanDown2 => (a.H / 2, a.W / 2),
            _ => (a.H, a.W),
        };
        int items = (width + (2 * a.Halo)) * (a.C / (packed ? 8 : 4)), group = device.ElementwiseGroupSize;
        var config = new KernelConfig(
            new Index3D(Rounding.DivideUp(items, group), height + (2 * a.Halo), a.N), new Index3D(group, 1, 1));
        var kernel = device.Load<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, int, int, int, GroupNormArguments>(
            !packed ? GroupNormGroupKernels.Apply
            : device.Precision == Precision.Bf16 ? GroupNormGroupKernels.ApplyPacked<BFloat16Element>
            : GroupNormGroupKernels.ApplyPacked<Float16Element>);
        ArrayView<Float4> input = x.Cast<Float4>(), table = coefficients.Cast<Float4>(), output = y.Cast<Float4>();
        return () => kernel(config, input, table, output, (int)resampling, height, width, a);
    }
}
