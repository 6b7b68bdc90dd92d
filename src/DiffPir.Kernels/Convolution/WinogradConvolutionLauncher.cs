using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="WinogradConvolutionKernels"/>.</summary>
internal static class WinogradConvolutionLauncher
{
    /// <summary>Elements of scratch memory: one batch of tiles for every work-item.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape input, TensorShape output)
    {
        var (items, groups, _) = GridFor(device, output);
        return (long)items * groups * WinogradConvolutionKernels.ScratchPerItem(input.C);
    }

    /// <summary>Chunks of the table of moments that the launch can fill: one for each work-item that shares the batches.</summary>
    public static int MomentChunks(ComputeDevice device, TensorShape output) => GridFor(device, output with { N = 1 }).Items;

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ConvolutionOperands operands, ArrayView<float> scratch, MomentTable? moments)
    {
        var form = WinogradPacking.Form(operands.Arguments.OutChannels, operands.Arguments.InChannels);
        return HalfPacking.Serves(operands.Device, form, operands.Arguments.H)
            ? Prepare<StoredHalf>(operands, HalfPacking.Form(form), scratch, moments)
            : Prepare<StoredSingle>(operands, form, scratch, moments);
    }

    private static Action Prepare<TWeight>(ConvolutionOperands operands, WeightForm form, ArrayView<float> scratch, MomentTable? moments)
        where TWeight : struct, IStoredNumber
    {
        var a = operands.Arguments;
        var (items, groups, blocks) = GridFor(operands.Device, new(a.N, a.OutChannels, a.H, a.W));
        var grid = new WinogradGrid { Tiles = Tiles(a.N, a.H, a.W), BlocksPerItem = blocks, HasMoments = moments is null ? 0 : 1 };
        var table = moments?.View ?? scratch;
        var config = ComputeDevice.Single(items, groups);
        var kernel = operands.Device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ConvolutionArguments, WinogradGrid>(WinogradConvolutionKernels.Convolve<TWeight>);
        var weight = operands.Packed(form);
        return () => kernel(config, operands.X, weight, operands.Bias, operands.Residual, operands.Y, scratch, table, a, grid);
    }

    // Work-items: about four a thread, so that one delayed thread does not hold up the rest. Where the map has too few batches of tiles,
    // the outputs are divided too, for about two a thread: each group transforms the input again.
    private static (int Items, int Groups, int BlocksPerItem) GridFor(ComputeDevice device, TensorShape output)
    {
        int wanted = 4 * Math.Max(1, device.Threads);
        int batches = Rounding.DivideUp(Tiles(output.N, output.H, output.W), WinogradConvolutionKernels.Batch);
        int blocks = output.C / WinogradConvolutionKernels.Columns;
        int items = Math.Min(wanted, batches);
        int perItem = Rounding.DivideUp(blocks, Math.Min(blocks, Rounding.DivideUp(wanted / 2, items)));
        return (items, Rounding.DivideUp(blocks, perItem), perItem);
    }

    private static int Tiles(int images, int height, int width) =>
        images * Rounding.DivideUp(height, 4) * Rounding.DivideUp(width, 4);
}
