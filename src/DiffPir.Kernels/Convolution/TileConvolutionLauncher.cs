using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="TileConvolutionKernels"/>.</summary>
internal static class TileConvolutionLauncher
{
    // Floats of weights that stay in a core's second-level cache beside the pixels: half of the 1 MiB that is common.
    private const int CachedWeights = 128 * 1024;

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(ConvolutionOperands operands, ConvolutionCandidate candidate) => candidate switch
    {
        ConvolutionCandidate.Tile4x2 => Prepare<Tile4x2>(operands),
        ConvolutionCandidate.Tile16x1 => Prepare<Tile16x1>(operands),
        _ => Prepare<Tile8x2>(operands),
    };

    private static Action Prepare<T>(ConvolutionOperands operands)
        where T : struct, ITile
    {
        var form = operands.Blocks;
        return HalfPacking.Serves(operands.Device, form, operands.Arguments.H) ? Prepare<T, StoredHalf>(operands, HalfPacking.Form(form))
            : Prepare<T, StoredSingle>(operands, form);
    }

    private static Action Prepare<T, TWeight>(ConvolutionOperands operands, WeightForm form)
        where T : struct, ITile
        where TWeight : struct, IStoredNumber
    {
        var a = operands.Arguments;
        long weights = (long)a.InChannels * a.OutChannels * a.KernelSize * a.KernelSize;
        int blocksFirst = weights <= CachedWeights ? 1 : 0;
        int tiles = Rounding.DivideUp(a.W, default(T).Rows), rows = a.N * a.H, blocks = a.OutChannels / (16 * default(T).Vectors);
        var config = blocksFirst != 0 ? ComputeDevice.Single(blocks, tiles, rows) : ComputeDevice.Single(tiles, rows, blocks);
        var kernel = operands.Device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments, int>(
            TileConvolutionKernels.Convolve<T, TWeight>);
        var packed = operands.Packed(form);
        return () => kernel(config, operands.X, packed, operands.Bias, operands.Residual, operands.Y, a, blocksFirst);
    }
}
