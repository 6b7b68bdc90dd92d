using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// All passes of a transform along the rows of complex planes (layout: <see cref="ComplexPlanes"/>) in one launch, for processors. A work-item takes strips
/// of sixteen columns, one after the other: it copies a strip to working space, where its rows lie one behind the other, does all passes there, out of its
/// core's caches, and writes the result, by columns or with rows and columns exchanged. So values come from memory once and go there once, and the rows of a
/// butterfly, whose distance in a large picture is many pages, share few of them.
/// <para>
/// The passes are Stockham's (<see cref="StockhamAxis"/>). Row r of a strip is at 32 r of its working space, first sixteen real parts, then sixteen imaginary
/// ones. The last strip's columns beyond the plane are computed and not written; the pitch leaves room to read them.
/// </para>
/// Grid: x of any number of work-items, which share the strips of all planes. <c>passes</c> has radix, rest, span and start of the twiddles of
/// each pass; these are real parts, then as many imaginary ones.
/// </summary>
internal static class StripFourierKernels
{
    /// <summary>Integers about a pass.</summary>
    public const int FieldsOfPass = 4;

    /// <summary>Floats of a row of a strip in working space.</summary>
    public const int RowFloats = 2 * Width;

    /// <summary>Columns of a strip.</summary>
    public const int Width = 16;

    private const int Forward = 0, Middle = 1, Back = 2;

    /// <summary>The transform. The target is another stack, or the source if sides are not exchanged.</summary>
    [Kernel]
    internal static void Transform(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary, ArrayView<float> work,
        ArrayView<float> twiddles, ArrayView<int> passes, StripShape shape)
    {
        int strips = (shape.Columns + Width - 1) / Width, all = strips * shape.Planes;
        int end = (int)((long)(Grid.IdxX + 1) * all / Grid.DimX);
        long here = 2L * shape.WorkFloats * Grid.IdxX, there = here + shape.WorkFloats;
        for (int strip = (int)((long)Grid.IdxX * all / Grid.DimX); strip < end; strip++)
        {
            int plane = strip / strips, column = Width * (strip - (plane * strips));
            Read(real, imaginary, work, here, plane, column, shape);
            for (int pass = 0; pass < passes.IntLength; pass += FieldsOfPass)
            {
                AnyPass(Forward, work, here, there, twiddles, passes, pass, work, 0, work);
                (here, there) = (there, here);
            }

            Write(targetReal, targetImaginary, work, here, plane, column, shape);
        }
    }

    /// <summary>
    /// The transform, the multiplication of the result by weights, and the inverse: the transposed passes in the opposite order, with the parts exchanged.
    /// The last pass and its transpose are one, with the weights between. At least one pass. Gives the sum of weight |X|^2 over each strip.
    /// </summary>
    [Kernel]
    internal static void Filter(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary, ArrayView<float> work,
        ArrayView<float> twiddles, ArrayView<int> passes, ArrayView<float> weights, ArrayView<float> products,
        StripShape shape)
    {
        int strips = (shape.Columns + Width - 1) / Width, all = strips * shape.Planes, last = passes.IntLength - FieldsOfPass;
        int end = (int)((long)(Grid.IdxX + 1) * all / Grid.DimX);
        long here = 2L * shape.WorkFloats * Grid.IdxX, there = here + shape.WorkFloats;
        var sums = LocalMemory.Allocate<float>(Width);
        for (int strip = (int)((long)Grid.IdxX * all / Grid.DimX); strip < end; strip++)
        {
            int plane = strip / strips, column = Width * (strip - (plane * strips));
            Lane.Fill<Lanes16>(ref sums[0], 0f);
            Read(real, imaginary, work, here, plane, column, shape);
            for (int pass = 0; pass < last; pass += FieldsOfPass)
            {
                AnyPass(Forward, work, here, there, twiddles, passes, pass, work, 0, work);
                (here, there) = (there, here);
            }

            AnyPass(Middle, work, here, here, twiddles, passes, last, weights.SubView(column, weights.Length - column), shape.Pitch, sums);
            float sum = 0f;
            for (int i = 0; i < IntrinsicMath.Min(Width, shape.Columns - column); i++)
            {
                sum += sums[i];
            }

            products[strip] = sum;
            for (int pass = last - FieldsOfPass; pass >= 0; pass -= FieldsOfPass)
            {
                AnyPass(Back, work, here, there, twiddles, passes, pass, work, 0, work);
                (here, there) = (there, here);
            }

            Write(targetReal, targetImaginary, work, here, plane, column, shape);
        }
    }

    private static void Read(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> work, long here, int plane, int column, StripShape shape)
    {
        long first = ((long)plane * shape.Rows * shape.Pitch) + column;
        bool isSkipped = shape.Exchanges != 0 && IsInner(column, shape);
        int top = isSkipped ? shape.Inner.Top : shape.Rows, bottom = isSkipped ? shape.Inner.Bottom : shape.Rows;
        for (int row = 0; row < shape.Rows; row++)
        {
            long from = first + ((long)row * shape.Pitch), to = here + ((long)row * RowFloats);
            if (row < top || row >= bottom)
            {
                Lane.Copy<Lanes16>(ref work[to], ref real[from]);
                Lane.Copy<Lanes16>(ref work[to + Width], ref imaginary[from]);
            }
            else
            {
                Lane.Fill<Lanes16>(ref work[to], 0f);
                Lane.Fill<Lanes16>(ref work[to + Width], 0f);
            }
        }
    }

    private static bool IsInner(int column, StripShape shape) => column >= shape.Inner.Left && column + Width <= shape.Inner.Right;

    private static void Write(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> work, long here, int plane, int column, StripShape shape)
    {
        int columns = IntrinsicMath.Min(Width, shape.Columns - column);
        if (shape.Exchanges == 0)
        {
            long first = ((long)plane * shape.Rows * shape.TargetPitch) + column;
            bool isSkipped = IsInner(column, shape);
            int top = isSkipped ? shape.Inner.Top : shape.Rows, bottom = isSkipped ? shape.Inner.Bottom : shape.Rows;
            for (int row = 0; row < shape.Rows; row++)
            {
                if (row < top || row >= bottom)
                {
                    long to = first + ((long)row * shape.TargetPitch), from = here + ((long)row * RowFloats);
                    Lane.Copy<Lanes16>(ref real[to], ref work[from]);
                    Lane.Copy<Lanes16>(ref imaginary[to], ref work[from + Width]);
                }
            }
        }
        else if (columns == Width)
        {
            // The last square reads rows beyond the last one, and writes them where the pitch leaves room.
            long first = (((long)plane * shape.Columns) + column) * shape.TargetPitch;
            for (int row = 0; row < shape.Rows; row += Width)
            {
                long at = here + ((long)row * RowFloats);
                Lane.Transpose<Lanes16>(ref real[first + row], shape.TargetPitch, ref work[at], RowFloats);
                Lane.Transpose<Lanes16>(ref imaginary[first + row], shape.TargetPitch, ref work[at + Width], RowFloats);
            }
        }
        else
        {
            for (int i = 0; i < columns; i++)
            {
                long to = (((long)plane * shape.Columns) + column + i) * shape.TargetPitch;
                for (int row = 0; row < shape.Rows; row++)
                {
                    long at = here + ((long)row * RowFloats) + i;
                    real[to + row] = work[at];
                    imaginary[to + row] = work[at + Width];
                }
            }
        }
    }

    private static void AnyPass(
        int stage, ArrayView<float> work, long here, long there, ArrayView<float> twiddles, ArrayView<int> passes,
        int pass, ArrayView<float> weights, int pitch, ArrayView<float> sums)
    {
        int radix = passes[pass], rest = passes[pass + 1], span = passes[pass + 2], table = passes[pass + 3];
        if (radix == 8)
        {
            Pass<Radix8>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
        else if (radix == 4)
        {
            Pass<Radix4>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
        else if (radix == 2)
        {
            Pass<Radix2>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
        else if (radix == 3)
        {
            Pass<Radix3>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
        else if (radix == 5)
        {
            Pass<Radix5>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
        else if (radix == 7)
        {
            Pass<Radix7>(stage, work, here, there, twiddles, rest, span, table, weights, pitch, sums);
        }
    }

    private static void Pass<TRadix>(
        int stage, ArrayView<float> work, long here, long there, ArrayView<float> twiddles, int rest, int span,
        int table, ArrayView<float> weights, int pitch, ArrayView<float> sums)
        where TRadix : struct, IRadix
    {
        int count = rest / span;
        long half = twiddles.Length / 2;
        for (int p = 0; p < count; p++)
        {
            long apart = (long)p * span * RowFloats, joined = apart * default(TRadix).Radix;
            for (int q = 0; q < span; q++)
            {
                long row = (long)q * RowFloats;
                if (stage == Forward)
                {
                    long from = here + apart + row, to = there + joined + row;
                    Butterfly.Pass<Lanes16, TRadix>(
                        ref work[from], ref work[from + Width], rest * RowFloats, ref work[to], ref work[to + Width], span * RowFloats,
                        ref twiddles[table + p], ref twiddles[half + table + p], count);
                }
                else if (stage == Middle)
                {
                    long at = here + row;
                    Butterfly.WeighingPass<Lanes16, TRadix>(
                        ref work[at], ref work[at + Width], rest * RowFloats, ref weights[(long)q * pitch], span * pitch, ref sums[0]);
                }
                else
                {
                    long from = here + joined + row, to = there + apart + row;
                    Butterfly.JoiningPass<Lanes16, TRadix>(
                        ref work[from + Width], ref work[from], span * RowFloats, ref work[to + Width], ref work[to], rest * RowFloats,
                        ref twiddles[table + p], ref twiddles[half + table + p], count);
                }
            }
        }
    }
}
