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
    /// <summary>Integers that <see cref="Strip"/> reads about a pass.</summary>
    private const int FieldsOfPass = 4;

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
    /// All passes, for processors. One work-item does a strip of sixteen columns, which stays in its core's caches from the first pass to the
    /// last: x of the grid is the strip, y the plane. The last strip's columns beyond the plane are computed and never looked at; the pitch
    /// leaves room for them. <paramref name="passes"/> has radix, rest, span and start of the twiddles of each pass.
    /// </summary>
    [Kernel]
    internal static void Strip(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> spaceReal, ArrayView<float> spaceImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, ArrayView<int> passes, int rows, int pitch)
    {
        long first = ((long)default(Lanes16).Width * Grid.IdxX) + ((long)Grid.IdxY * rows * pitch);
        for (int pass = 0; pass < passes.IntLength; pass += FieldsOfPass)
        {
            AnyStripPass(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, passes, pass, first, pitch);
            (real, spaceReal) = (spaceReal, real);
            (imaginary, spaceImaginary) = (spaceImaginary, imaginary);
        }
    }

    /// <summary>
    /// <see cref="Strip"/>, the multiplication of the result by weights, and the inverse: the same with the parts exchanged. After as
    /// many passes back as forth the result is where the values were. The grid is the same.
    /// </summary>
    [Kernel]
    internal static void StripFilter(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> spaceReal, ArrayView<float> spaceImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, ArrayView<int> passes, ArrayView<float> weights, int rows, int pitch)
    {
        int strip = default(Lanes16).Width * Grid.IdxX, ints = rows == 1 ? 0 : passes.IntLength;
        long first = strip + ((long)Grid.IdxY * rows * pitch);
        var nothing = LocalMemory.Allocate<float>(16);
        Lane.Fill<Lanes16>(ref nothing[0], 0f);
        for (int pass = 0; pass <= 2 * ints; pass += FieldsOfPass)
        {
            if (pass == ints)
            {
                for (int row = 0; row < rows; row++)
                {
                    long i = (long)row * pitch;
                    Lane.Affine<Lanes16>(ref real[first + i], ref real[first + i], ref weights[strip + i], ref nothing[0]);
                    Lane.Affine<Lanes16>(ref imaginary[first + i], ref imaginary[first + i], ref weights[strip + i], ref nothing[0]);
                }

                (real, imaginary) = (imaginary, real);
                (spaceReal, spaceImaginary) = (spaceImaginary, spaceReal);
            }

            if (pass < 2 * ints)
            {
                AnyStripPass(
                    real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, passes, pass < ints ? pass : pass - ints, first, pitch);
                (real, spaceReal) = (spaceReal, real);
                (imaginary, spaceImaginary) = (spaceImaginary, imaginary);
            }
        }
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

    private static void AnyStripPass(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> spaceReal, ArrayView<float> spaceImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, ArrayView<int> passes, int pass, long first, int pitch)
    {
        int radix = passes[pass], rest = passes[pass + 1], span = passes[pass + 2], table = passes[pass + 3];
        if (radix == 8)
        {
            StripPass<Radix8>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
        else if (radix == 4)
        {
            StripPass<Radix4>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
        else if (radix == 2)
        {
            StripPass<Radix2>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
        else if (radix == 3)
        {
            StripPass<Radix3>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
        else if (radix == 5)
        {
            StripPass<Radix5>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
        else if (radix == 7)
        {
            StripPass<Radix7>(real, imaginary, spaceReal, spaceImaginary, twiddleReal, twiddleImaginary, first, rest, span, table, pitch);
        }
    }

    private static void StripPass<TRadix>(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> spaceReal, ArrayView<float> spaceImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, long first, int rest, int span, int table, int pitch)
        where TRadix : struct, IRadix
    {
        int count = rest / span;
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < span; q++)
            {
                long from = first + ((long)((p * span) + q) * pitch), to = from + ((long)span * (default(TRadix).Radix - 1) * p * pitch);
                Butterfly.Pass<Lanes16, TRadix>(
                    ref real[from], ref imaginary[from], rest * pitch, ref spaceReal[to], ref spaceImaginary[to], span * pitch,
                    ref twiddleReal[table + p], ref twiddleImaginary[table + p], count);
            }
        }
    }

    private static ComplexValue Load(ArrayView<float> real, ArrayView<float> imaginary, long index) => new(real[index], imaginary[index]);

    private static void Store(ArrayView<float> real, ArrayView<float> imaginary, long index, ComplexValue value)
    {
        real[index] = value.Real;
        imaginary[index] = value.Imaginary;
    }
}
