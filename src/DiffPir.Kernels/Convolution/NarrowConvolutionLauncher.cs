using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="NarrowConvolutionKernels"/>.</summary>
internal static class NarrowConvolutionLauncher
{
    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ConvolutionOperands operands)
    {
        var a = operands.Arguments;
        var config = ComputeDevice.Single(Rounding.DivideUp(a.W, NarrowConvolutionKernels.Pixels), a.N * a.H);
        var kernel = operands.Device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
            NarrowConvolutionKernels.Convolve);
        var packed = operands.Packed(ConvolutionPacking.Narrow(operands.Node.OutChannels, a.InChannels, operands.Taps));
        return () => kernel(config, operands.X, packed, operands.Bias, operands.Y, a);
    }
}
