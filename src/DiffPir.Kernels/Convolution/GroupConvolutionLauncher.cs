using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="GroupConvolutionKernels"/>.</summary>
internal static class GroupConvolutionLauncher
{
    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare<T>(ConvolutionOperands operands)
        where T : struct, IGroupTile
    {
        var a = operands.Arguments;
        int outputs = operands.Node.OutChannels, tile = default(T).Outputs;
        var grid = new Index3D(
            ConvolutionLauncher.DivideUp(a.N * a.H * a.W, default(T).Pixels), ConvolutionLauncher.DivideUp(outputs, tile), 1);
        var config = new KernelConfig(grid, new Index3D(GroupConvolutionKernels.GroupSize<T>(), 1, 1));
        var kernel = operands.Device.Load<
            ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ConvolutionArguments>(
            GroupConvolutionKernels.Convolve<T>);
        var packed = operands.Weights.Get(
            operands.Node.Weight,
            $"slabs {tile} x {outputs}",
            raw => ConvolutionPacking.PackSlabs(raw, outputs, a.InChannels, a.KernelSize * a.KernelSize, tile, GroupConvolutionKernels.Slab));
        ArrayView<Float4> x = operands.X.Cast<Float4>(), w = packed.Cast<Float4>(), bias = operands.Bias.Cast<Float4>();
        ArrayView<Float4> residual = operands.Residual.Cast<Float4>(), y = operands.Y.Cast<Float4>();
        return () => kernel(config, x, w, bias, residual, y, a);
    }
}
