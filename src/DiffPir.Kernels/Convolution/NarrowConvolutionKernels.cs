using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Convolution to at most 4 outputs for processors (the last layer of a denoiser): the vector runs over input channels instead of
/// outputs, of which a register tile would leave three quarters empty. x with a halo for 3x3, y by its map (4 channels are written).
/// w: [tap][block of 16 channels][4 outputs][16 channels], zero padded.
/// A work-item, alone in its group, owns 4 pixels of one row.
/// Tried and rejected: register tile of 16 pixels x 16 outputs, 2.5 times slower for 3 outputs of 32 channels at 256x256.
/// </summary>
internal static class NarrowConvolutionKernels
{
    /// <summary>Most outputs.</summary>
    public const int MaxOutputs = Dots.Rows;

    /// <summary>Pixels of a work-item.</summary>
    public const int Pixels = Dots.Rows;

    /// <summary>Grid: (ceil(W / 4), N * H), groups of one.</summary>
    [Kernel]
    public static void Convolve(ArrayView<float> x, ArrayView<float> w, ArrayView<float> bias, ArrayView<float> y, ConvolutionArguments a)
    {
        int px = Grid.IdxX * Pixels, n = Grid.IdxY / a.H, py = Grid.IdxY - (n * a.H);
        int pad = (a.KernelSize - 1) / 2, wi = 0;
        var acc = LocalMemory.Allocate<float>(256);
        Tile.Zero<Tile8x2>(ref acc[0]);
        for (int ky = 0; ky < a.KernelSize; ky++)
        {
            for (int kx = 0; kx < a.KernelSize; kx++)
            {
                int xi = a.X.At(n, (py * a.Stride) + ky - pad, (px * a.Stride) + kx - pad);
                for (int c = 0; c < a.InChannels; c += 16)
                {
                    Dots.Accumulate(ref acc[0], ref x[xi + c], a.Stride * a.X.Pixel, ref w[wi]);
                    wi += Dots.Rows * 16;
                }
            }
        }

        Dots.Store(ref y[a.Y.At(n, py, px)], a.Y.Pixel, ref acc[0], ref bias[0], a.W - px);
    }
}
