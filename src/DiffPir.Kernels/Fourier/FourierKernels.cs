using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Passes of a decimation-in-frequency Stockham transform along the rows of complex planes (layout: <see cref="ComplexPlanes"/>, sizes:
/// <see cref="FourierPass"/>): y_j = w^(p j) sum_k x_k exp(-2 pi i j k / radix), w = exp(-2 pi i Span / n).
/// One work-item does one butterfly of one column: x of the grid is the column, y the butterfly, z the plane. Neighbouring work-items
/// touch neighbouring columns, so reads and writes are contiguous on a GPU and become vectors on a processor; the twiddles, tables
/// [j - 1][p], depend on y alone. Straight code without loops, divisions under a condition or a guard for the last columns (the pitch
/// leaves room for them): on a processor a guard alone made gathers of all accesses and cost a factor of 3.
/// </summary>
internal static class FourierKernels
{
    private const float SqrtHalf = 0.70710678f;
    private const float Sin3 = 0.86602540f;
    private const float Cos51 = 0.30901699f, Cos52 = -0.80901699f, Sin51 = 0.95105652f, Sin52 = 0.58778525f;
    private const float Cos71 = 0.62348980f, Cos72 = -0.22252093f, Cos73 = -0.90096887f;
    private const float Sin71 = 0.78183148f, Sin72 = 0.97492791f, Sin73 = 0.43388374f;

    [Kernel]
    internal static void Radix2(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        Store(targetReal, targetImaginary, to, x0 + x1);
        Store(targetReal, targetImaginary, to + stride, (x0 - x1) * t1);
    }

    [Kernel]
    internal static void Radix3(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span, w = pass.Rest / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var t2 = Load(twiddleReal, twiddleImaginary, w + p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        var x2 = Load(sourceReal, sourceImaginary, from + (2 * step));
        var sum = x1 + x2;
        var even = x0.AddScaled(-0.5f, sum);
        var odd = (x1 - x2).Scaled(Sin3).TimesMinusI();
        Store(targetReal, targetImaginary, to, x0 + sum);
        Store(targetReal, targetImaginary, to + stride, (even + odd) * t1);
        Store(targetReal, targetImaginary, to + (2 * stride), (even - odd) * t2);
    }

    [Kernel]
    internal static void Radix4(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span, w = pass.Rest / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var t2 = Load(twiddleReal, twiddleImaginary, w + p);
        var t3 = Load(twiddleReal, twiddleImaginary, (2 * w) + p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        var x2 = Load(sourceReal, sourceImaginary, from + (2 * step));
        var x3 = Load(sourceReal, sourceImaginary, from + (3 * step));
        var a = x0 + x2;
        var b = x1 + x3;
        var c = x0 - x2;
        var d = (x1 - x3).TimesMinusI();
        Store(targetReal, targetImaginary, to, a + b);
        Store(targetReal, targetImaginary, to + stride, (c + d) * t1);
        Store(targetReal, targetImaginary, to + (2 * stride), (a - b) * t2);
        Store(targetReal, targetImaginary, to + (3 * stride), (c - d) * t3);
    }

    [Kernel]
    internal static void Radix5(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span, w = pass.Rest / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var t2 = Load(twiddleReal, twiddleImaginary, w + p);
        var t3 = Load(twiddleReal, twiddleImaginary, (2 * w) + p);
        var t4 = Load(twiddleReal, twiddleImaginary, (3 * w) + p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        var x2 = Load(sourceReal, sourceImaginary, from + (2 * step));
        var x3 = Load(sourceReal, sourceImaginary, from + (3 * step));
        var x4 = Load(sourceReal, sourceImaginary, from + (4 * step));
        var s1 = x1 + x4;
        var s2 = x2 + x3;
        var d1 = (x1 - x4).TimesMinusI();
        var d2 = (x2 - x3).TimesMinusI();
        var even1 = x0.AddScaled(Cos51, s1).AddScaled(Cos52, s2);
        var even2 = x0.AddScaled(Cos52, s1).AddScaled(Cos51, s2);
        var odd1 = d1.Scaled(Sin51).AddScaled(Sin52, d2);
        var odd2 = d1.Scaled(Sin52).AddScaled(-Sin51, d2);
        Store(targetReal, targetImaginary, to, x0 + s1 + s2);
        Store(targetReal, targetImaginary, to + stride, (even1 + odd1) * t1);
        Store(targetReal, targetImaginary, to + (2 * stride), (even2 + odd2) * t2);
        Store(targetReal, targetImaginary, to + (3 * stride), (even2 - odd2) * t3);
        Store(targetReal, targetImaginary, to + (4 * stride), (even1 - odd1) * t4);
    }

    [Kernel]
    internal static void Radix7(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span, w = pass.Rest / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var t2 = Load(twiddleReal, twiddleImaginary, w + p);
        var t3 = Load(twiddleReal, twiddleImaginary, (2 * w) + p);
        var t4 = Load(twiddleReal, twiddleImaginary, (3 * w) + p);
        var t5 = Load(twiddleReal, twiddleImaginary, (4 * w) + p);
        var t6 = Load(twiddleReal, twiddleImaginary, (5 * w) + p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        var x2 = Load(sourceReal, sourceImaginary, from + (2 * step));
        var x3 = Load(sourceReal, sourceImaginary, from + (3 * step));
        var x4 = Load(sourceReal, sourceImaginary, from + (4 * step));
        var x5 = Load(sourceReal, sourceImaginary, from + (5 * step));
        var x6 = Load(sourceReal, sourceImaginary, from + (6 * step));
        var s1 = x1 + x6;
        var s2 = x2 + x5;
        var s3 = x3 + x4;
        var d1 = (x1 - x6).TimesMinusI();
        var d2 = (x2 - x5).TimesMinusI();
        var d3 = (x3 - x4).TimesMinusI();
        var even1 = x0.AddScaled(Cos71, s1).AddScaled(Cos72, s2).AddScaled(Cos73, s3);
        var even2 = x0.AddScaled(Cos72, s1).AddScaled(Cos73, s2).AddScaled(Cos71, s3);
        var even3 = x0.AddScaled(Cos73, s1).AddScaled(Cos71, s2).AddScaled(Cos72, s3);
        var odd1 = d1.Scaled(Sin71).AddScaled(Sin72, d2).AddScaled(Sin73, d3);
        var odd2 = d1.Scaled(Sin72).AddScaled(-Sin73, d2).AddScaled(-Sin71, d3);
        var odd3 = d1.Scaled(Sin73).AddScaled(-Sin71, d2).AddScaled(Sin72, d3);
        Store(targetReal, targetImaginary, to, x0 + s1 + s2 + s3);
        Store(targetReal, targetImaginary, to + stride, (even1 + odd1) * t1);
        Store(targetReal, targetImaginary, to + (2 * stride), (even2 + odd2) * t2);
        Store(targetReal, targetImaginary, to + (3 * stride), (even3 + odd3) * t3);
        Store(targetReal, targetImaginary, to + (4 * stride), (even3 - odd3) * t4);
        Store(targetReal, targetImaginary, to + (5 * stride), (even2 - odd2) * t5);
        Store(targetReal, targetImaginary, to + (6 * stride), (even1 - odd1) * t6);
    }

    [Kernel]
    internal static void Radix8(
        ArrayView<float> sourceReal, ArrayView<float> sourceImaginary, ArrayView<float> targetReal, ArrayView<float> targetImaginary,
        ArrayView<float> twiddleReal, ArrayView<float> twiddleImaginary, FourierPass pass)
    {
        int p = Grid.IdxY / pass.Span, w = pass.Rest / pass.Span;
        long step = (long)pass.Rest * pass.Pitch, from = Source(pass), to = Target(pass, p), stride = (long)pass.Span * pass.Pitch;
        var t1 = Load(twiddleReal, twiddleImaginary, p);
        var t2 = Load(twiddleReal, twiddleImaginary, w + p);
        var t3 = Load(twiddleReal, twiddleImaginary, (2 * w) + p);
        var t4 = Load(twiddleReal, twiddleImaginary, (3 * w) + p);
        var t5 = Load(twiddleReal, twiddleImaginary, (4 * w) + p);
        var t6 = Load(twiddleReal, twiddleImaginary, (5 * w) + p);
        var t7 = Load(twiddleReal, twiddleImaginary, (6 * w) + p);
        var x0 = Load(sourceReal, sourceImaginary, from);
        var x4 = Load(sourceReal, sourceImaginary, from + (4 * step));
        var a0 = x0 + x4;
        var b0 = x0 - x4;
        var x2 = Load(sourceReal, sourceImaginary, from + (2 * step));
        var x6 = Load(sourceReal, sourceImaginary, from + (6 * step));
        var a2 = x2 + x6;
        var b2 = (x2 - x6).TimesMinusI();
        var x1 = Load(sourceReal, sourceImaginary, from + step);
        var x5 = Load(sourceReal, sourceImaginary, from + (5 * step));
        var a1 = x1 + x5;
        var b1 = x1 - x5;
        var x3 = Load(sourceReal, sourceImaginary, from + (3 * step));
        var x7 = Load(sourceReal, sourceImaginary, from + (7 * step));
        var a3 = x3 + x7;
        var b3 = (x3 - x7).TimesMinusI();

        // Even outputs: a transform of length 4 of a. Odd ones: of b after turns by eighths, exp(-2 pi i k / 8).
        var c0 = a0 + a2;
        var c1 = a1 + a3;
        var c2 = a0 - a2;
        var c3 = (a1 - a3).TimesMinusI();
        Store(targetReal, targetImaginary, to, c0 + c1);
        Store(targetReal, targetImaginary, to + (4 * stride), (c0 - c1) * t4);
        Store(targetReal, targetImaginary, to + (2 * stride), (c2 + c3) * t2);
        Store(targetReal, targetImaginary, to + (6 * stride), (c2 - c3) * t6);
        var e0 = b0 + b2;
        var e2 = b0 - b2;
        var e1 = EighthTurn(b1 + b3);
        var e3 = EighthTurn(b1 - b3).TimesMinusI();
        Store(targetReal, targetImaginary, to + stride, (e0 + e1) * t1);
        Store(targetReal, targetImaginary, to + (5 * stride), (e0 - e1) * t5);
        Store(targetReal, targetImaginary, to + (3 * stride), (e2 + e3) * t3);
        Store(targetReal, targetImaginary, to + (7 * stride), (e2 - e3) * t7);
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

    private static long Source(FourierPass pass) => Grid.LongGlobalIndex.X + (Grid.IdxZ * pass.PlanePitch) + ((long)Grid.IdxY * pass.Pitch);

    private static long Target(FourierPass pass, int p) =>
        Grid.LongGlobalIndex.X + (Grid.IdxZ * pass.PlanePitch) + ((Grid.IdxY + ((long)pass.Span * (pass.Radix - 1) * p)) * pass.Pitch);

    /// <summary>x exp(-i pi / 4).</summary>
    private static ComplexValue EighthTurn(ComplexValue x) => new(SqrtHalf * (x.Real + x.Imaginary), SqrtHalf * (x.Imaginary - x.Real));

    private static ComplexValue Load(ArrayView<float> real, ArrayView<float> imaginary, long index) => new(real[index], imaginary[index]);

    private static void Store(ArrayView<float> real, ArrayView<float> imaginary, long index, ComplexValue value)
    {
        real[index] = value.Real;
        imaginary[index] = value.Imaginary;
    }
}
