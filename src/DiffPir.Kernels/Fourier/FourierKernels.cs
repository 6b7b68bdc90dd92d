using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Passes of a decimation-in-frequency Stockham transform along the rows of complex planes (layout: <see cref="ComplexPlanes"/>, sizes:
/// <see cref="FourierPass"/>): y_j = w^(p j) sum_k x_k exp(-2 pi i j k / radix), w = exp(-2 pi i Span / n). The twiddles w^(p j) are tables
/// [j - 1][p].
/// </summary>
internal static class FourierKernels
{
    /// <summary>
    /// One pass, for GPUs. One work-item does one butterfly of one column: x of the grid is the column, y the butterfly, z the plane, so that
    /// reads and writes of neighbouring work-items are contiguous; no guard for the last columns, the pitch leaves room for them.
    /// </summary>
    [Kernel(typeof(Radix2))]
    [Kernel(typeof(Radix3))]
    [Kernel(typeof(Radix4))]
    [Kernel(typeof(Radix5))]
    [Kernel(typeof(Radix7))]
    [Kernel(typeof(Radix8))]
    internal static void Pass<TRadix>(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
        where TRadix : struct, IRadix
    {
        int p = Grid.IdxY / pass.Span;
        long from = Grid.LongGlobalIndex.X + (Grid.IdxZ * pass.PlanePitch) + ((long)Grid.IdxY * pass.Pitch);
        long to = from + ((long)pass.Span * (default(TRadix).Radix - 1) * p * pass.Pitch);
        Butterfly.Pass<Lanes1, TRadix>(
            ref sourceReal[from], ref sourceImaginary[from], pass.Rest * pass.Pitch, ref targetReal[to], ref targetImaginary[to],
            pass.Span * pass.Pitch, ref twiddleReal[p], ref twiddleImaginary[p], pass.Rest / pass.Span);
    }

    /// <summary>
    /// A pass of any radix; the grid's y is the output row. The table's first entries are the roots exp(-2 pi i k / radix), then the
    /// twiddles [j][p] with j from 0.
    /// </summary>
    [Kernel]
    internal static void RadixAny(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int butterfly = Grid.IdxY % pass.Rest, j = Grid.IdxY / pass.Rest, p = butterfly / pass.Span, w = pass.Rest / pass.Span;
        long plane = Grid.LongGlobalIndex.X + (Grid.IdxZ * pass.PlanePitch);
        var sum = new ComplexValue(0f, 0f);
        int root = 0;
        for (int k = 0; k < pass.Radix; k++)
        {
            var x = Load(sourceReal, sourceImaginary, plane + ((long)(butterfly + (k * pass.Rest)) * pass.Pitch));
            sum += x * Load(twiddleReal, twiddleImaginary, root);
            root += j;
            root = root >= pass.Radix ? root - pass.Radix : root;
        }

        long row = butterfly + ((long)pass.Span * (((pass.Radix - 1) * p) + j));
        Store(targetReal, targetImaginary, plane + (row * pass.Pitch), sum * Load(twiddleReal, twiddleImaginary, pass.Radix + (j * w) + p));
    }

    private static ComplexValue Load(ArrayView<float> real, ArrayView<float> imaginary, long index) => new(real[index], imaginary[index]);

    private static void Store(ArrayView<float> real, ArrayView<float> imaginary, long index, ComplexValue value)
    {
        real[index] = value.Real;
        imaginary[index] = value.Imaginary;
    }
}
