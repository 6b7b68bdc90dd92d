using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Direct convolution for processors.
///   y[p, o] = bias[o] + sum over taps and channels of x[p * stride + tap, c] * w[o, c, tap] (+ residual[p, o])
/// x, y, residual: N x H x W x C by their maps, x with a halo for 3x3. w: [outputs / columns][tap][channel][columns], zero padded.
/// One work-item, alone in its group, owns T.Rows pixels of one row x (16 * T.Vectors) outputs in registers; every step of the inner
/// loop reads one channel of each pixel as a scalar and one row of weights as vectors. Either a block of weights stays in the second-level
/// cache while it sweeps the map, or, where all weights fit there, all blocks finish with a few pixels before the next, so that x comes
/// from memory once (1x1, 256 to 128 channels at 256x256: 1.6 times faster). Tails of a row are computed and not stored.
/// Measured on one AVX-512 core (bench/README.md, single operations): 230-250 GFLOP/s of 265 peak at 8x2. Tried and rejected: SIMT kernels,
/// 50-75; vload16 instead of aligned casts, -40 %; variable tile offsets, 45-56.
/// </summary>
internal static class TileConvolutionKernels
{
    /// <summary>Grid: (ceil(W / rows), N * H, outputs / columns), or where blocksFirst is 1 (outputs / columns, ceil(W / rows), N * H);
    /// groups of one.</summary>
    [Kernel(typeof(Tile8x2), typeof(StoredSingle))]
    [Kernel(typeof(Tile4x2), typeof(StoredSingle))]
    [Kernel(typeof(Tile16x1), typeof(StoredSingle))]
    [Kernel(typeof(Tile8x2), typeof(StoredHalf))]
    [Kernel(typeof(Tile4x2), typeof(StoredHalf))]
    [Kernel(typeof(Tile16x1), typeof(StoredHalf))]
    public static void Convolve<T, TWeight>(
        ArrayView<float> x, ArrayView<float> w, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> y, ConvolutionArguments a,
        int blocksFirst)
        where T : struct, ITile
        where TWeight : struct, IStoredNumber
    {
        int columns = 16 * default(T).Vectors;
        int px = (blocksFirst != 0 ? Grid.IdxY : Grid.IdxX) * default(T).Rows;
        int row = blocksFirst != 0 ? Grid.IdxZ : Grid.IdxY;
        int block = blocksFirst != 0 ? Grid.IdxX : Grid.IdxZ;
        int n = row / a.H, py = row - (n * a.H);
        int pad = (a.KernelSize - 1) / 2, step = a.Stride * a.X.Pixel;
        int rowOfWeights = columns / default(TWeight).InFloat, wi = block * a.KernelSize * a.KernelSize * a.InChannels * rowOfWeights;

        var acc = LocalMemory.Allocate<float>(256);
        Tile.Broadcast<T>(ref acc[0], ref bias[block * columns]);
        for (int ky = 0; ky < a.KernelSize; ky++)
        {
            for (int kx = 0; kx < a.KernelSize; kx++)
            {
                int xi = a.X.At(n, (py * a.Stride) + ky - pad, (px * a.Stride) + kx - pad);
                for (int first = 0; first < a.InChannels; first += 16)
                {
                    // A vector of channels of the tile that the same thread takes next.
                    for (int i = default(T).Rows; i < 2 * default(T).Rows; i++)
                    {
                        Lane.Prefetch(ref x[xi + first], i * step);
                    }

                    int last = IntrinsicMath.Min(first + 16, a.InChannels);
                    for (int c = first; c < last; c++)
                    {
                        Tile.Outer<T, TWeight>(ref acc[0], ref x[xi + c], step, ref w[wi]);
                        wi += rowOfWeights;
                    }
                }
            }
        }

        int valid = a.W - px;
        if (a.HasResidual != 0)
        {
            Tile.AddRows<T>(ref acc[0], ref residual[a.Residual.At(n, py, px) + (block * columns)], a.Residual.Pixel, valid);
        }

        Tile.StoreRows<T>(ref y[a.Y.At(n, py, px) + (block * columns)], a.Y.Pixel, ref acc[0], valid);
    }
}
