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

    /// <summary>Prepares the pass that applies the coefficients; nothing is enqueued before the returned action runs.</summary>
    public static Action PrepareApply(
        ComputeDevice device, Resampling resampling, GroupNormArguments a, ArrayView<float> x, ArrayView<float> coefficients, ArrayView<float> y)
    {
        var (height, width) = resampling switch
        {
            Resampling.NearestUp2 => (2 * a.H, 2 * a.W),
            Resampling.MeanDown2 => (a.H / 2, a.W / 2),
            _ => (a.H, a.W),
        };
        var config = device.Elementwise((long)a.N * (height + (2 * a.Halo)) * (width + (2 * a.Halo)) * (a.C / 4));
        var kernel = device.Load<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, int, int, int, GroupNormArguments>(
            GroupNormGroupKernels.Apply);
        ArrayView<Float4> input = x.Cast<Float4>(), table = coefficients.Cast<Float4>(), output = y.Cast<Float4>();
        return () => kernel(config, input, table, output, (int)resampling, height, width, a);
    }
}
