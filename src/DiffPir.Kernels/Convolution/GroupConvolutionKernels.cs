using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Implicit-GEMM convolution for GPUs of any vendor; same formula, layouts and weight packing as <see cref="TileConvolutionKernels"/>.
/// A group of 256 work-items computes 64 pixels x 64 outputs. For each tap, slabs of 16 channels of 64 pixels and of 64 outputs go to
/// shared memory (8 KiB), and each work-item accumulates 4 pixels x 4 outputs in registers.
/// </summary>
internal static class GroupConvolutionKernels
{
    /// <summary>Pixels and outputs of a group.</summary>
    public const int TileSize = 64;

    /// <summary>Work-items of a group.</summary>
    public const int GroupSize = 256;

    private const int Slab = 16;

    /// <summary>Grid: (ceil(N * H * W / 64), ceil(outputs / 64)), groups of 256.</summary>
    [Kernel]
    public static void Convolve(
        ArrayView<float> x, ArrayView<float> w, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> y, ConvolutionArguments a)
    {
        var xs = SharedMemory.Allocate<float>(Slab * TileSize);
        var ws = SharedMemory.Allocate<float>(Slab * TileSize);
        int t = Group.IdxX, pixels = a.N * a.H * a.W;
        int firstPixel = Grid.IdxX * TileSize, firstOutput = Grid.IdxY * TileSize;
        int taps = a.KernelSize * a.KernelSize, pad = (a.KernelSize - 1) / 2;

        // Loading: work-item t brings channel t % 16 of pixels t / 16 + {0, 16, 32, 48} and of as many outputs.
        int loadChannel = t & (Slab - 1), loadRow = t / Slab;
        int x0 = InputAt(a, firstPixel + loadRow, pixels), x1 = InputAt(a, firstPixel + loadRow + 16, pixels);
        int x2 = InputAt(a, firstPixel + loadRow + 32, pixels), x3 = InputAt(a, firstPixel + loadRow + 48, pixels);

        // Computing: 4 pixels from 4 * (t / 16), 4 outputs from 4 * (t % 16).
        int pixel = 4 * (t / 16), output = 4 * (t & 15);
        Float4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int tap = 0; tap < taps; tap++)
        {
            int shift = (((tap / a.KernelSize) - pad) * a.X.Row) + (((tap % a.KernelSize) - pad) * a.X.Pixel);
            for (int slab = 0; slab < a.InChannels; slab += Slab)
            {
                int c = slab + loadChannel;
                bool inside = c < a.InChannels;
                int store = (loadChannel * TileSize) + loadRow, from = shift + c;
                xs[store] = inside ? x[x0 + from] : 0f;
                xs[store + 16] = inside ? x[x1 + from] : 0f;
                xs[store + 32] = inside ? x[x2 + from] : 0f;
                xs[store + 48] = inside ? x[x3 + from] : 0f;
                for (int i = 0; i < 4; i++)
                {
                    // Neighbouring work-items read neighbouring outputs of one channel.
                    int item = t + (i * GroupSize), k = item / TileSize, o = firstOutput + (item % TileSize);
                    bool read = slab + k < a.InChannels && o < a.OutChannels;
                    int block = o / a.Columns;
                    ws[item] = read ? w[((((block * taps) + tap) * a.InChannels) + slab + k) * a.Columns + (o - (block * a.Columns))] : 0f;
                }

                LocalBarrier.Wait();
                for (int k = 0; k < Slab; k++)
                {
                    int xi = (k * TileSize) + pixel, wi = (k * TileSize) + output;
                    var b = new Float4 { A = ws[wi], B = ws[wi + 1], C = ws[wi + 2], D = ws[wi + 3] };
                    r0.AddScaled(xs[xi], b);
                    r1.AddScaled(xs[xi + 1], b);
                    r2.AddScaled(xs[xi + 2], b);
                    r3.AddScaled(xs[xi + 3], b);
                }

                LocalBarrier.Wait();
            }
        }

        int first = firstOutput + output;
        if (first < a.OutChannels)
        {
            Write(bias, residual, y, a, firstPixel + pixel, pixels, first, r0);
            Write(bias, residual, y, a, firstPixel + pixel + 1, pixels, first, r1);
            Write(bias, residual, y, a, firstPixel + pixel + 2, pixels, first, r2);
            Write(bias, residual, y, a, firstPixel + pixel + 3, pixels, first, r3);
        }
    }

    // Pixels past the end read the first one; their results are not written.
    private static int InputAt(ConvolutionArguments a, int pixel, int pixels)
    {
        int p = pixel < pixels ? pixel : 0, row = p / a.W, n = row / a.H;
        return a.X.At(n, (row - (n * a.H)) * a.Stride, (p - (row * a.W)) * a.Stride);
    }

    private static void Write(
        ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> y, ConvolutionArguments a, int pixel, int pixels, int output, Float4 r)
    {
        if (pixel >= pixels)
        {
            return;
        }

        int row = pixel / a.W, n = row / a.H, py = row - (n * a.H), px = pixel - (row * a.W);
        int to = a.Y.At(n, py, px) + output;
        r.A += bias[output];
        r.B += bias[output + 1];
        r.C += bias[output + 2];
        r.D += bias[output + 3];
        if (a.HasResidual != 0)
        {
            int from = a.Residual.At(n, py, px) + output;
            r.A += residual[from];
            r.B += residual[from + 1];
            r.C += residual[from + 2];
            r.D += residual[from + 3];
        }

        y[to] = r.A;
        y[to + 1] = r.B;
        y[to + 2] = r.C;
        y[to + 3] = r.D;
    }
}
