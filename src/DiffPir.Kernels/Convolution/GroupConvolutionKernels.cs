using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Implicit-GEMM convolution for GPUs of any vendor, in single precision:
///   y[n, p, o] = bias[o] + sum over taps and channels of w[o, tap, c] * x[n, p * stride + tap, c] (+ residual[n, p, o]).
/// x with a halo where taps leave the map, y and residual by their maps; w: [outputs / tile][slab of 8 channels][tap][8][tile], zero padded.
/// A group computes a tile of pixels x outputs, a work-item 8 x 8 of it in registers. Step by step (a tap of a slab) 8 channels of the
/// tile's pixels and outputs pass through one of two buffers of shared memory, pixels transposed so that sums read 16 bytes at once; the
/// next step's values are on their way from memory meanwhile. Rows of pixels are padded by 4 floats, which keeps the transposing writes
/// free of bank conflicts; a warp's work-items lie 4 x 8 in the tile, so that each of its reads of shared memory is 128 bytes or less.
/// A tile is a chunk of the output's <see cref="MomentTable"/>, where moments are asked for.
/// ptxas: 64 FFMA for 4 LDS.128 a channel, no spills. Replaced a tile of 64 x 64 with 4 x 4 sums a work-item and scalar reads.
/// </summary>
internal static class GroupConvolutionKernels
{
    /// <summary>Channels of a step.</summary>
    public const int Slab = 8;

    private const int Padding = 4;

    /// <summary>Work-items of a group.</summary>
    public static int GroupSize<T>()
        where T : struct, IGroupTile => default(T).Pixels * default(T).Outputs / 64;

    /// <summary>Grid: (ceil(N * H * W / pixels), ceil(outputs / outputs of a tile), parts of the sum).</summary>
    [Kernel(typeof(GroupTile128x128))]
    [Kernel(typeof(GroupTile64x64))]
    public static void Convolve<T>(
        ArrayView<Float4> x, ArrayView<Float4> w, ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, ArrayView<float> moments,
        ConvolutionArguments a, SumParts sumParts)
        where T : struct, IGroupTile
    {
        // In units of 16 bytes: a row of pixels, a row of outputs, a buffer of each.
        int xRow = (default(T).Pixels + Padding) / 4, wRow = default(T).Outputs / 4, xBuffer = Slab * xRow, wBuffer = Slab * wRow;
        var xs = SharedMemory.Allocate<Float4>(2 * Slab * (default(T).Pixels + Padding) / 4);
        var ws = SharedMemory.Allocate<Float4>(2 * Slab * default(T).Outputs / 4);
        var xScalars = xs.Cast<float>();
        int threads = GroupSize<T>(), t = Group.IdxX, pixels = a.N * a.H * a.W;
        int firstPixel = Grid.IdxX * default(T).Pixels, firstOutput = Grid.IdxY * default(T).Outputs;

        // Loading: work-item t brings channels 4 * (t % 2) to + 3 of pixel t / 2, and in small groups of one half a tile further.
        bool loadsTwo = threads < 2 * default(T).Pixels;
        int half = default(T).Pixels / 2, loadChannel = 4 * (t & 1), loadPixel = t / 2;
        int x0 = ScalarMath.Keep(InputAt(a, firstPixel + loadPixel, pixels) + loadChannel);
        int x1 = loadsTwo ? ScalarMath.Keep(InputAt(a, firstPixel + half + loadPixel, pixels) + loadChannel) : 0;
        int store = (loadChannel * 4 * xRow) + loadPixel;
        int taps = a.KernelSize * a.KernelSize, slabs = (a.InChannels + Slab - 1) / Slab, firstSlab = Grid.IdxZ * sumParts.SlabsPerPart;
        int steps = taps * IntrinsicMath.Min(sumParts.SlabsPerPart, slabs - firstSlab);
        int wi = (((Grid.IdxY * slabs) + firstSlab) * taps * wBuffer) + t;

        // Computing: pixels 4 * row to + 3 and half a tile further, outputs 4 * column to + 3 and half a tile further.
        int across = default(T).Outputs / 64, warp = t / 32;
        int column = (t & 7) + (8 * (warp & (across - 1))), row = ((t / 8) & 3) + (4 * (warp / across));
        var sums = default(Sums8x8);
        var cursor = SlabCursor.Start(a, firstSlab * Slab);
        int stage = 0;
        for (int step = -1; step < steps; step++)
        {
            Float4 nextX0 = default, nextX1 = default, nextW0 = default, nextW1 = default;
            bool loads = step + 1 < steps;
            if (loads)
            {
                int left = a.InChannels - cursor.Channel - loadChannel;
                nextX0 = Float4.Head(x[(x0 + cursor.Offset) >> 2], left);
                nextW0 = w[wi];
                if (loadsTwo)
                {
                    nextX1 = Float4.Head(x[(x1 + cursor.Offset) >> 2], left);
                    nextW1 = w[wi + threads];
                }

                wi += wBuffer;
                cursor.Advance(a, Slab);
            }

            if (step >= 0)
            {
                int xi = (stage * xBuffer) + row, oi = (stage * wBuffer) + column;
                for (int k = 0; k < Slab; k += 2)
                {
                    // Two at once: the second one's reads overlap the first one's arithmetic.
                    sums.AddOuter(xs[xi], xs[xi + (half / 4)], ws[oi], ws[oi + (wRow / 2)]);
                    sums.AddOuter(xs[xi + xRow], xs[xi + xRow + (half / 4)], ws[oi + wRow], ws[oi + wRow + (wRow / 2)]);
                    xi += 2 * xRow;
                    oi += 2 * wRow;
                }

                stage = 1 - stage;
            }

            if (loads)
            {
                int to = (stage * xBuffer * 4) + store;
                StoreColumn(xScalars, to, 4 * xRow, nextX0);
                ws[(stage * wBuffer) + t] = nextW0;
                if (loadsTwo)
                {
                    StoreColumn(xScalars, to + half, 4 * xRow, nextX1);
                    ws[(stage * wBuffer) + t + threads] = nextW1;
                }
            }

            LocalBarrier.Wait();
        }

        int pixel = firstPixel + (4 * row), output = firstOutput + (4 * column), further = default(T).Outputs / 2;
        sums.R0 = Write(bias, residual, y, a, sumParts, pixel, pixels, output, further, sums.R0);
        sums.R1 = Write(bias, residual, y, a, sumParts, pixel + 1, pixels, output, further, sums.R1);
        sums.R2 = Write(bias, residual, y, a, sumParts, pixel + 2, pixels, output, further, sums.R2);
        sums.R3 = Write(bias, residual, y, a, sumParts, pixel + 3, pixels, output, further, sums.R3);
        sums.R4 = Write(bias, residual, y, a, sumParts, pixel + half, pixels, output, further, sums.R4);
        sums.R5 = Write(bias, residual, y, a, sumParts, pixel + half + 1, pixels, output, further, sums.R5);
        sums.R6 = Write(bias, residual, y, a, sumParts, pixel + half + 2, pixels, output, further, sums.R6);
        sums.R7 = Write(bias, residual, y, a, sumParts, pixel + half + 3, pixels, output, further, sums.R7);

        // The buffers are free: of x for sums, of w for pivots, the values of the tile's first pixel. Moments are taken even where nobody wants
        // them, because PoCL writes beyond its memory where barriers stand in a branch.
        int quads = default(T).Outputs / 8;
        if (row == 0)
        {
            ws[column] = sums.R0.Low;
            ws[column + quads] = sums.R0.High;
        }

        LocalBarrier.Wait();
        var tile = new TileMoments
        {
            Quads = quads,
            Lanes = default(T).Pixels / 8,
            Slot = (row * quads) + column,
            Upper = pixels - pixel,
            Lower = pixels - pixel - half,
            Counted = IntrinsicMath.Min(default(T).Pixels, pixels - firstPixel),
        };
        tile.Leave(
            xs, moments, sumParts.MomentChannels, output, ws[column], sums.R0.Low, sums.R1.Low, sums.R2.Low, sums.R3.Low, sums.R4.Low,
            sums.R5.Low, sums.R6.Low, sums.R7.Low);
        LocalBarrier.Wait();
        tile.Leave(
            xs, moments, sumParts.MomentChannels, output + further, ws[column + quads], sums.R0.High, sums.R1.High, sums.R2.High, sums.R3.High,
            sums.R4.High, sums.R5.High, sums.R6.High, sums.R7.High);
    }

    /// <summary>
    /// Element of channel 0 of the input under the centre of an output pixel. Pixels past the end read the first one; their results are not
    /// written.
    /// </summary>
    internal static int InputAt(ConvolutionArguments a, int pixel, int pixels)
    {
        int p = pixel < pixels ? pixel : 0, row = p / a.W, n = row / a.H;
        return a.X.At(n, (row - (n * a.H)) * a.Stride, (p - (row * a.W)) * a.Stride);
    }

    private static void StoreColumn(ArrayView<float> to, int at, int stride, Float4 v)
    {
        to[at] = v.A;
        to[at + stride] = v.B;
        to[at + (2 * stride)] = v.C;
        to[at + (3 * stride)] = v.D;
    }

    private static Float8 Write(
        ArrayView<Float4> bias,
        ArrayView<Float4> residual,
        ArrayView<Float4> y,
        ConvolutionArguments a,
        SumParts sumParts,
        int pixel,
        int pixels,
        int output,
        int further,
        Float8 sums)
    {
        if (pixel < pixels && output < a.OutChannels)
        {
            sums.Low = OutputQuad.Write(bias, residual, y, a, sumParts.WritesParts, pixel, output, sums.Low);
        }

        if (pixel < pixels && output + further < a.OutChannels)
        {
            sums.High = OutputQuad.Write(bias, residual, y, a, sumParts.WritesParts, pixel, output + further, sums.High);
        }

        return sums;
    }
}
