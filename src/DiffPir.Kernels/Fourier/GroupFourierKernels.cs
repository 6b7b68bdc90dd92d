using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// All passes of a transform along the rows of complex planes (layout: <see cref="ComplexPlanes"/>) in one launch, for GPUs, where a launch of its own
/// for each pass costs more than the pass. A group takes a strip of columns through shared memory: the first pass reads global memory, the last one
/// writes it, by columns or with rows and columns exchanged.
/// <para>
/// The arithmetic is that of <see cref="FourierKernels"/>, but each butterfly writes where it reads. With L the length before a pass of a radix, and
/// L' = L / radix, butterfly (block, m) takes rows block L + m + k L', 0 &lt;= m &lt; L'. Row j0 L1 + j1 L2 + ... then holds frequency
/// j0 + r0 (j1 + r1 (...)), ri being the radices; the last pass takes its butterflies in the order of frequencies. The way back of a filter does the
/// transposed passes in the opposite order, and the last pass and its transpose are one, with the weights between.
/// </para>
/// Row r of the strip is at (r + Pad (r / L1)) columns of the strip: neighbouring work-items have neighbouring columns, then neighbouring rows or, in the
/// last pass, rows L1 apart. Grid: x of the strips, y the plane. The twiddles of a pass are [k - 1][m], one pass after the other.
/// </summary>
internal static class GroupFourierKernels
{
    /// <summary>Most work-items of a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Bits of a radix in <see cref="GroupStrip.Radices"/>. Numbers read from memory instead would be waited for in each pass.</summary>
    public const int BitsOfRadix = 4;

    private const int First = 0, Inner = 1, Last = 2, Middle = 3, InnerBack = 4, LastBack = 5;

    /// <summary>The transform, of at least two passes. The target is another stack, or the source if sides are not exchanged.</summary>
    [Kernel(typeof(StripMemory16))]
    [Kernel(typeof(StripMemory32))]
    internal static void Transform<T>(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, GroupStrip strip)
        where T : struct, IStripMemory
    {
        var tileReal = SharedMemory.Allocate<float>(default(T).Floats);
        var tileImaginary = SharedMemory.Allocate<float>(default(T).Floats);
        int last = strip.Passes - 1, radix = RadixOf(0, strip), rest = strip.Block, table = 0;
        AnyPass(First, radix, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, new(rest, table), strip);
        for (int i = 1; i < last; i++)
        {
            table += (radix - 1) * rest;
            radix = RadixOf(i, strip);
            rest /= radix;
            LocalBarrier.Wait();
            AnyPass(Inner, radix, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, new(rest, table), strip);
        }

        LocalBarrier.Wait();
        AnyPass(
            Last, RadixOf(last, strip), tileReal, tileImaginary, targetReal, targetImaginary, twiddleReal, twiddleImaginary, new(1, 0), strip);
    }

    /// <summary>
    /// The transform X, the multiplication of the result by weights, and the inverse: the same with the parts exchanged. Gives the sum of weight
    /// |X|^2 over each strip, which leaves room for <see cref="GroupSize"/> floats behind it. Groups are of a power of two of work-items.
    /// </summary>
    [Kernel(typeof(StripMemory16))]
    [Kernel(typeof(StripMemory32))]
    internal static void Filter<T>(
        ArrayView<float> real, ArrayView<float> imaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, ArrayView<float> weights, ArrayView<float> products, GroupStrip strip)
        where T : struct, IStripMemory
    {
        var tileReal = SharedMemory.Allocate<float>(default(T).Floats);
        var tileImaginary = SharedMemory.Allocate<float>(default(T).Floats);
        int product = default(T).Floats - GroupSize;
        tileReal[product + Group.IdxX] = 0f;
        int last = strip.Passes - 1, radix = RadixOf(0, strip), rest = strip.Block, table = 0;
        AnyPass(First, radix, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, new(rest, table), strip);
        for (int i = 1; i < last; i++)
        {
            table += (radix - 1) * rest;
            radix = RadixOf(i, strip);
            rest /= radix;
            LocalBarrier.Wait();
            AnyPass(Inner, radix, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, new(rest, table), strip);
        }

        LocalBarrier.Wait();
        AnyPass(
            Middle, RadixOf(last, strip), tileReal, tileImaginary, weights, weights, twiddleReal, twiddleImaginary, new(1, product), strip);
        for (int i = last - 1; i > 0; i--)
        {
            LocalBarrier.Wait();
            AnyPass(InnerBack, radix, tileImaginary, tileReal, real, imaginary, twiddleReal, twiddleImaginary, new(rest, table), strip);
            rest *= radix;
            radix = RadixOf(i - 1, strip);
            table -= (radix - 1) * rest;
        }

        LocalBarrier.Wait();
        AnyPass(LastBack, radix, tileImaginary, tileReal, targetImaginary, targetReal, twiddleReal, twiddleImaginary, new(rest, table), strip);
        GroupSum.Fold(tileReal.SubView(product, GroupSize));
        if (Group.IdxX == 0)
        {
            products[(Grid.IdxY * Grid.DimX) + Grid.IdxX] = tileReal[product];
        }
    }

    private static void AnyPass(
        int stage, int radix, ArrayView<float> tileReal, ArrayView<float> tileImaginary, ArrayView<float> real, ArrayView<float> imaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, GroupPass pass, GroupStrip strip)
    {
        if (radix == 8)
        {
            Pass<Radix8>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
        else if (radix == 4)
        {
            Pass<Radix4>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
        else if (radix == 2)
        {
            Pass<Radix2>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
        else if (radix == 3)
        {
            Pass<Radix3>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
        else if (radix == 5)
        {
            Pass<Radix5>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
        else if (radix == 7)
        {
            Pass<Radix7>(stage, tileReal, tileImaginary, real, imaginary, twiddleReal, twiddleImaginary, pass, strip);
        }
    }

    /// <summary>
    /// One pass over the strip; <c>real</c> and <c>imaginary</c> are what the stage reads or writes in global memory, in the middle the weights.
    /// </summary>
    private static void Pass<TRadix>(
        int stage, ArrayView<float> tileReal, ArrayView<float> tileImaginary, ArrayView<float> real, ArrayView<float> imaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, GroupPass pass, GroupStrip strip)
        where TRadix : struct, IRadix
    {
        int rest = pass.Rest, table = pass.Table, butterflies = strip.Rows / default(TRadix).Radix, mask = (1 << strip.Shift) - 1;
        for (int item = Group.IdxX; item < butterflies << strip.Shift; item += Group.DimX)
        {
            int inStrip = item & mask, b = item >> strip.Shift, column = (Grid.IdxX << strip.Shift) + inStrip;
            if (column < strip.Columns)
            {
                long target = (Grid.IdxY * strip.TargetPlane) + ((long)column * strip.TargetColumn) + ((long)b * strip.TargetRow);
                if (stage == First)
                {
                    long from = ((((long)Grid.IdxY * strip.Rows) + b) * strip.Pitch) + column;
                    Butterfly.Pass<Lanes1, TRadix>(
                        ref real[from], ref imaginary[from], rest * strip.Pitch, ref tileReal[item], ref tileImaginary[item],
                        (rest + strip.Pad) << strip.Shift, ref twiddleReal[table + b], ref twiddleImaginary[table + b], rest);
                }
                else if (stage == LastBack)
                {
                    Butterfly.JoiningPass<Lanes1, TRadix>(
                        ref tileReal[item], ref tileImaginary[item], (rest + strip.Pad) << strip.Shift, ref real[target], ref imaginary[target],
                        rest * strip.TargetRow, ref twiddleReal[table + b], ref twiddleImaginary[table + b], rest);
                }
                else if (stage == Last)
                {
                    int at = (RowOf(b, strip) << strip.Shift) + inStrip;
                    Butterfly.LastPass<Lanes1, TRadix>(
                        ref tileReal[at], ref tileImaginary[at], 1 << strip.Shift, ref real[target], ref imaginary[target],
                        butterflies * strip.TargetRow);
                }
                else if (stage == Middle)
                {
                    int at = (RowOf(b, strip) << strip.Shift) + inStrip;
                    Butterfly.WeighingPass<Lanes1, TRadix>(
                        ref tileReal[at], ref tileImaginary[at], 1 << strip.Shift, ref real[((long)b * strip.Pitch) + column],
                        butterflies * strip.Pitch, ref tileReal[table + Group.IdxX]);
                }
                else
                {
                    int block = b / rest, start = block * rest * default(TRadix).Radix, m = b - (block * rest);
                    int at = ((start + m + (strip.Pad * (start / strip.Block))) << strip.Shift) + inStrip;
                    if (stage == Inner)
                    {
                        Butterfly.Pass<Lanes1, TRadix>(
                            ref tileReal[at], ref tileImaginary[at], rest << strip.Shift, ref tileReal[at], ref tileImaginary[at], rest << strip.Shift,
                            ref twiddleReal[table + m], ref twiddleImaginary[table + m], rest);
                    }
                    else
                    {
                        Butterfly.JoiningPass<Lanes1, TRadix>(
                            ref tileReal[at], ref tileImaginary[at], rest << strip.Shift, ref tileReal[at], ref tileImaginary[at], rest << strip.Shift,
                            ref twiddleReal[table + m], ref twiddleImaginary[table + m], rest);
                    }
                }
            }
        }
    }

    /// <summary>The row of the strip at which the last pass finds the first value of its butterfly of a frequency.</summary>
    private static int RowOf(int frequency, GroupStrip strip)
    {
        int row = strip.Pad * (frequency % RadixOf(0, strip)), rest = strip.Rows;
        for (int i = 0; i < strip.Passes - 1; i++)
        {
            int radix = RadixOf(i, strip), higher = frequency / radix;
            rest /= radix;
            row += (frequency - (higher * radix)) * rest;
            frequency = higher;
        }

        return row;
    }

    private static int RadixOf(int pass, GroupStrip strip) => (strip.Radices >> (BitsOfRadix * pass)) & ((1 << BitsOfRadix) - 1);
}
