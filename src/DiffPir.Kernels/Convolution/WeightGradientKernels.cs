using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Gradient of a convolution's weight, dw[o, c, tap] = sum over images and pixels of g[p, o] x[p * stride + tap, c]: a product of matrices
/// whose inner side, the pixels, is much longer than the others. So it is split into parts by rows of pixels, which are added up
/// afterwards in a fixed order: results do not depend on the device's schedule.
/// g, x: N x H x W x C by their maps, x with a halo for 3x3. parts: [part][output][tap][input, padded to 16], rows and columns padded to whole
/// tiles.
/// </summary>
internal static class WeightGradientKernels
{
    /// <summary>Outputs of a group's tile on a GPU.</summary>
    public const int GroupOutputs = 32;

    /// <summary>Columns of a group's tile on a GPU.</summary>
    public const int GroupColumns = 128;

    /// <summary>Work-items of a group on a GPU.</summary>
    public const int GroupSize = 64;

    private const int Slab = 8;

    /// <summary>
    /// For processors: a work-item, alone in its group, sums a register tile of T.Rows outputs x (16 * T.Vectors) inputs of a tap.
    /// Grid: (ceil(outputs / rows), inputs / columns * taps, parts).
    /// </summary>
    [Kernel(typeof(Tile8x2))]
    [Kernel(typeof(Tile16x1))]
    public static void MultiplyTile<T>(ArrayView<float> gradient, ArrayView<float> x, ArrayView<float> parts, WeightGradientArguments a)
        where T : struct, ITile
    {
        int columns = 16 * default(T).Vectors, taps = a.KernelSize * a.KernelSize, block = Grid.IdxY / taps, tap = Grid.IdxY - (block * taps);
        int output = Grid.IdxX * default(T).Rows, channel = block * columns, ky = tap / a.KernelSize, kx = tap - (ky * a.KernelSize);
        int pad = (a.KernelSize - 1) / 2, step = a.Stride * a.X.Pixel;
        int first = Grid.IdxZ * a.RowsPerPart, last = IntrinsicMath.Min(first + a.RowsPerPart, a.N * a.H);
        var sums = LocalMemory.Allocate<float>(256);
        Tile.Zero<T>(ref sums[0]);
        for (int row = first; row < last; row++)
        {
            int n = row / a.H, y = row - (n * a.H), gi = a.Gradient.At(n, y, 0) + output;
            int xi = a.X.At(n, (y * a.Stride) + ky - pad, kx - pad) + channel;
            for (int i = 0; i < a.W; i++)
            {
                Tile.Outer<T, StoredSingle>(ref sums[0], ref gradient[gi], 1, ref x[xi]);
                gi += a.Gradient.Pixel;
                xi += step;
            }
        }

        int to = (((Grid.IdxZ * a.PartRows) + output) * a.PartColumns) + (tap * a.PaddedInputs) + channel;
        Tile.StoreRows<T>(ref parts[to], a.PartColumns, ref sums[0], default(T).Rows);
    }

    /// <summary>
    /// For GPUs: a group sums 32 outputs x 128 columns (tap, input), a work-item 8 x 8 of them in registers, from slabs of 8 pixels in shared
    /// memory. Grid: (columns / 128, outputs / 32, parts), groups of 64.
    /// </summary>
    [Kernel]
    public static void MultiplyGroup(ArrayView<Float4> gradient, ArrayView<Float4> x, ArrayView<Float4> parts, WeightGradientArguments a)
    {
        var gs = SharedMemory.Allocate<Float4>(Slab * GroupOutputs / 4); // [pixel][output]
        var xs = SharedMemory.Allocate<Float4>(Slab * GroupColumns / 4); // [pixel][column]
        int t = Group.IdxX, taps = a.KernelSize * a.KernelSize, pad = (a.KernelSize - 1) / 2;

        // Loading: four outputs of one pixel of the gradient, four columns of every second pixel of x. What is beyond the last column is not
        // used, and may be anything.
        int outputs = (Grid.IdxY * GroupOutputs) + (4 * (t % 8)), gradientPixel = t / 8;
        int column = (Grid.IdxX * GroupColumns) + (4 * (t % 32)), xPixel = t / 32;
        int tap = IntrinsicMath.Min(column / a.PaddedInputs, taps - 1), channel = column % a.PaddedInputs;
        int ky = tap / a.KernelSize, kx = tap - (ky * a.KernelSize), step = a.Stride * a.X.Pixel;

        // Computing: outputs 4 * cellRow to + 3 and 16 further, columns 4 * cell to + 3 and 64 further.
        int cellRow = t / 16, cell = t % 16;
        int first = Grid.IdxZ * a.RowsPerPart, last = IntrinsicMath.Min(first + a.RowsPerPart, a.N * a.H);
        var sums = default(Sums8x8);
        for (int row = first; row < last; row++)
        {
            int n = row / a.H, y = row - (n * a.H), gi = a.Gradient.At(n, y, 0) + outputs;
            int xi = a.X.At(n, (y * a.Stride) + ky - pad, kx - pad) + channel;
            for (int pixel = 0; pixel < a.W; pixel += Slab)
            {
                LocalBarrier.Wait();
                gs[t] = pixel + gradientPixel < a.W ? gradient[(gi + ((pixel + gradientPixel) * a.Gradient.Pixel)) / 4] : default;
                for (int i = xPixel; i < Slab; i += 2)
                {
                    xs[(i * GroupColumns / 4) + (t % 32)] = pixel + i < a.W ? x[(xi + ((pixel + i) * step)) / 4] : default;
                }

                LocalBarrier.Wait();
                for (int k = 0; k < Slab; k++)
                {
                    int g = (k * GroupOutputs / 4) + cellRow, c = (k * GroupColumns / 4) + cell;
                    sums.AddOuter(gs[g], gs[g + (GroupOutputs / 8)], xs[c], xs[c + (GroupColumns / 8)]);
                }
            }
        }

        int to = ((((Grid.IdxZ * a.PartRows) + (Grid.IdxY * GroupOutputs) + (4 * cellRow)) * a.PartColumns) + (Grid.IdxX * GroupColumns) + (4 * cell)) / 4;
        int rowLength = a.PartColumns / 4;
        Store(parts, to, sums.R0);
        Store(parts, to + rowLength, sums.R1);
        Store(parts, to + (2 * rowLength), sums.R2);
        Store(parts, to + (3 * rowLength), sums.R3);
        to += GroupOutputs / 2 * rowLength;
        Store(parts, to, sums.R4);
        Store(parts, to + rowLength, sums.R5);
        Store(parts, to + (2 * rowLength), sums.R6);
        Store(parts, to + (3 * rowLength), sums.R7);
    }

    /// <summary>Adds the parts up, one after the other, to [output][input][tap]. Elementwise over outputs * taps * inputs.</summary>
    [Kernel]
    public static void Merge(ArrayView<float> parts, ArrayView<float> y, WeightGradientArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        int taps = a.KernelSize * a.KernelSize;
        if (index < (long)a.Outputs * taps * a.Inputs)
        {
            int c = (int)(index % a.Inputs);
            long rest = index / a.Inputs;
            int tap = (int)(rest % taps), o = (int)(rest / taps);
            long from = ((long)o * a.PartColumns) + (tap * a.PaddedInputs) + c, part = (long)a.PartRows * a.PartColumns;
            float sum = 0f;
            for (int i = 0; i < a.Parts; i++)
            {
                sum += parts[from];
                from += part;
            }

            y[((((long)o * a.Inputs) + c) * taps) + tap] = sum;
        }
    }

    private static void Store(ArrayView<Float4> parts, int to, Float8 sums)
    {
        parts[to] = sums.Low;
        parts[to + (GroupColumns / 8)] = sums.High;
    }
}
