using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="TensorCoreConvolutionKernels"/> in the device's precision.</summary>
internal static class TensorCoreConvolutionLauncher
{
    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements<TTile>(ComputeDevice device, TensorShape input, TensorShape output)
        where TTile : struct, ITensorTile =>
        ConvolutionSplit.ScratchElements(device, input, output, default(TTile).Rows, default(TTile).Columns, SlabOf(device));

    /// <summary>Chunks of the table of moments that the launches leave.</summary>
    public static int MomentChunks<TTile>(ComputeDevice device, TensorShape input, TensorShape output, int taps)
        where TTile : struct, ITensorTile =>
        SplitConvolutionLauncher.MomentChunks(
            device, input, output, taps, default(TTile).Rows, default(TTile).Columns, SlabOf(device));

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare<TTile>(ConvolutionOperands operands, ArrayView<float> scratch, MomentTable? moments)
        where TTile : struct, ITensorTile => (operands.Device.Precision, operands.IsPacked) switch
        {
            (Precision.Tf32, false) => Prepare<TTile, Tf32Element, SingleActivations>(operands, scratch, moments),
            (Precision.Fp16, false) => Prepare<TTile, Float16Element, SingleActivations>(operands, scratch, moments),
            (Precision.Fp16, true) => Prepare<TTile, Float16Element, PackedActivations>(operands, scratch, moments),
            (Precision.Bf16, false) => Prepare<TTile, BFloat16Element, SingleActivations>(operands, scratch, moments),
            (Precision.Bf16, true) => Prepare<TTile, BFloat16Element, PackedActivations>(operands, scratch, moments),
            _ => throw new InvalidOperationException($"{operands.Device.Precision} does not run on tensor cores, packed or not"),
        };

    private static int SlabOf(ComputeDevice device) => device.Precision == Precision.Tf32
        ? TensorCoreConvolutionKernels.Slab<Tf32Element>()
        : TensorCoreConvolutionKernels.Slab<Float16Element>();

    private static Action Prepare<TTile, TElement, TFormat>(ConvolutionOperands operands, ArrayView<float> scratch, MomentTable? moments)
        where TTile : struct, ITensorTile
        where TElement : struct, ITensorElement
        where TFormat : struct, IActivationFormat
    {
        var a = operands.Arguments;
        int outputs = operands.Node.OutChannels, columns = default(TTile).Columns;
        var packed = operands.Packed(TensorCorePacking.Form<TElement>(outputs, a.InChannels, operands.Taps, columns));
        return SplitConvolutionLauncher.Prepare(
            operands,
            TensorCoreConvolutionKernels.Convolve<TTile, TElement, TFormat>,
            packed,
            scratch,
            moments,
            default(TTile).Rows,
            columns,
            TensorCoreConvolutionKernels.Slab<TElement>(),
            TensorCoreConvolutionKernels.GroupSize<TTile>());
    }
}
