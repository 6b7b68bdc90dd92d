using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="TensorCoreConvolutionKernels"/> in the device's precision.</summary>
internal static class TensorCoreConvolutionLauncher
{
    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements<TTile>(ComputeDevice device, TensorShape input, TensorShape output)
        where TTile : struct, ITensorTile
    {
        int slab = device.Precision == Precision.Tf32
            ? TensorCoreConvolutionKernels.Slab<Tf32Element>()
            : TensorCoreConvolutionKernels.Slab<Float16Element>();
        return ConvolutionSplit.ScratchElements(device, input, output, default(TTile).Rows, default(TTile).Columns, slab);
    }

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare<TTile>(ConvolutionOperands operands, ArrayView<float> scratch)
        where TTile : struct, ITensorTile => operands.Device.Precision switch
        {
            Precision.Tf32 => Prepare<TTile, Tf32Element>(operands, scratch),
            Precision.Fp16 => Prepare<TTile, Float16Element>(operands, scratch),
            Precision.Bf16 => Prepare<TTile, BFloat16Element>(operands, scratch),
            _ => throw new InvalidOperationException($"{operands.Device.Precision} does not run on tensor cores"),
        };

    private static Action Prepare<TTile, TElement>(ConvolutionOperands operands, ArrayView<float> scratch)
        where TTile : struct, ITensorTile
        where TElement : struct, ITensorElement
    {
        var a = operands.Arguments;
        int outputs = operands.Node.OutChannels, columns = default(TTile).Columns;
        var packed = operands.Packed(TensorCorePacking.Form<TElement>(outputs, a.InChannels, operands.Taps, columns));
        return SplitConvolutionLauncher.Prepare(
            operands,
            TensorCoreConvolutionKernels.Convolve<TTile, TElement>,
            packed,
            scratch,
            default(TTile).Rows,
            columns,
            TensorCoreConvolutionKernels.Slab<TElement>(),
            TensorCoreConvolutionKernels.GroupSize<TTile>());
    }
}
