using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="GroupConvolutionKernels"/>.</summary>
internal static class GroupConvolutionLauncher
{
    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ConvolutionOperands operands)
    {
        var a = operands.Arguments;
        int size = GroupConvolutionKernels.TileSize;
        var grid = new Index3D(ConvolutionLauncher.DivideUp(a.N * a.H * a.W, size), ConvolutionLauncher.DivideUp(a.OutChannels, size), 1);
        var config = new KernelConfig(grid, new Index3D(GroupConvolutionKernels.GroupSize, 1, 1));
        var kernel = operands.Device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
            GroupConvolutionKernels.Convolve);
        var packed = operands.PackedWeights();
        return () => kernel(config, operands.X, packed, operands.Bias, operands.Residual, operands.Y, a);
    }
}
