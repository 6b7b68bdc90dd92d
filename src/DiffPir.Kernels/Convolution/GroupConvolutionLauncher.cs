using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="GroupConvolutionKernels"/>.</summary>
internal static class GroupConvolutionLauncher
{
    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements<T>(ComputeDevice device, TensorShape input, TensorShape output)
        where T : struct, IGroupTile =>
        ConvolutionSplit.ScratchElements(device, input, output, default(T).Pixels, default(T).Outputs, GroupConvolutionKernels.Slab);

    /// <summary>Chunks of the table of moments that the launches leave.</summary>
    public static int MomentChunks<T>(ComputeDevice device, TensorShape input, TensorShape output, int taps)
        where T : struct, IGroupTile =>
        SplitConvolutionLauncher.MomentChunks(
            device, input, output, taps, default(T).Pixels, default(T).Outputs, GroupConvolutionKernels.Slab);

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare<T>(ConvolutionOperands operands, ArrayView<float> scratch, MomentTable? moments)
        where T : struct, IGroupTile
    {
        var a = operands.Arguments;
        int outputs = operands.Node.OutChannels, tile = default(T).Outputs, slab = GroupConvolutionKernels.Slab;
        var packed = operands.Packed(ConvolutionPacking.Slabs(outputs, a.InChannels, operands.Taps, tile, slab));
        return SplitConvolutionLauncher.Prepare(
            operands, GroupConvolutionKernels.Convolve<T>, packed, scratch, moments, default(T).Pixels, tile, slab,
            GroupConvolutionKernels.GroupSize<T>());
    }
}
