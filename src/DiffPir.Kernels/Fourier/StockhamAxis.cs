using DiffPir.Kernels.Intrinsics;
using ILGPU;
using PassLauncher = System.Action<
    ILGPU.KernelConfig, ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, ILGPU.ArrayView<float>,
    ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, DiffPir.Kernels.Fourier.FourierPass>;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// One launch for each radix of the length (Stockham's self-sorting transform, as in Van Loan, "Computational frameworks for the
/// fast Fourier transform", 1.7). Twiddles are rounded once, from double.
/// </summary>
internal sealed class StockhamAxis : FourierAxis
{
    /// <summary>Radices up to this have kernels of their own; larger ones share one that is several times as slow.</summary>
    public const int LargestOwnRadix = 8;

    private const int LargestRadix = 13;

    private readonly ComputeDevice _device;
    private readonly List<Pass> _passes = [];

    /// <summary>Prepares the passes.</summary>
    public StockhamAxis(ComputeDevice device, int length, IReadOnlyList<int> radices)
    {
        _device = device;
        int span = 1;
        foreach (int radix in radices)
        {
            bool any = radix > LargestOwnRadix;
            var launch = device.Load<
                ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, FourierPass>(KernelOf(radix));
            var table = any ? TableOfAny(length, radix, span) : Table(length, radix, span);
            int rest = length / radix;
            _passes.Add(new(launch, new DeviceTable(device, table), radix, rest, span, any ? length : rest));
            span *= radix;
        }
    }

    /// <summary>The radices of a length, or null where a prime factor is too large.</summary>
    public static IReadOnlyList<int>? Radices(int length)
    {
        var radices = new List<int>();
        foreach (int radix in new[] { 8, 4, 2, 3, 5, 7, 11, LargestRadix })
        {
            for (; length % radix == 0; length /= radix)
            {
                radices.Add(radix);
            }
        }

        return length == 1 ? radices : null;
    }

    /// <inheritdoc/>
    public override bool Run(ComplexView values, ComplexView space, int planes, int columns, int pitch)
    {
        foreach (var pass in _passes)
        {
            pass.Launch(
                ColumnGrid.Config(_device, columns, pass.GridY, planes), values.Real, values.Imaginary, space.Real, space.Imaginary, pass.Twiddles.Real,
                pass.Twiddles.Imaginary,
                new FourierPass(pitch, pass.Rest, pass.Span, pass.Radix));
            (values, space) = (space, values);
        }

        return _passes.Count % 2 == 1;
    }

    /// <inheritdoc/>
    public override void Dispose() => _passes.ForEach(pass => pass.Twiddles.Dispose());

    /// <summary>The twiddles of each pass of a transform.</summary>
    internal static IEnumerable<(double Real, double Imaginary)[]> Tables(int length, IReadOnlyList<int> radices)
    {
        int span = 1;
        foreach (int radix in radices)
        {
            yield return Table(length, radix, span);
            span *= radix;
        }
    }

    /// <summary>Twiddles exp(-2 pi i p j / (length / span)), [j - 1][p].</summary>
    private static (double Real, double Imaginary)[] Table(int length, int radix, int span)
    {
        int current = length / span, rest = current / radix;
        var table = new (double, double)[Math.Max(1, (radix - 1) * rest)];
        for (int i = 0; i < (radix - 1) * rest; i++)
        {
            table[i] = Root((long)((i / rest) + 1) * (i % rest), current);
        }

        return table;
    }

    private static Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, FourierPass>
        KernelOf(int radix) => radix switch
        {
            2 => FourierKernels.Pass<Radix2>,
            3 => FourierKernels.Pass<Radix3>,
            4 => FourierKernels.Pass<Radix4>,
            5 => FourierKernels.Pass<Radix5>,
            7 => FourierKernels.Pass<Radix7>,
            8 => FourierKernels.Pass<Radix8>,
            _ => FourierKernels.RadixAny,
        };

    /// <summary>Roots of unity of the radix, then the twiddles [j][p] with j from 0.</summary>
    private static (double Real, double Imaginary)[] TableOfAny(int length, int radix, int span)
    {
        int current = length / span, rest = current / radix;
        return
        [
            .. Enumerable.Range(0, radix).Select(k => Root(k, radix)),
            .. Enumerable.Range(0, radix * rest).Select(i => Root((long)(i / rest) * (i % rest), current)),
        ];
    }

    private static (double Real, double Imaginary) Root(long k, int n)
    {
        var (sine, cosine) = Math.SinCos(-2 * Math.PI * (k % n) / n);
        return (cosine, sine);
    }

    private sealed record Pass(PassLauncher Launch, DeviceTable Twiddles, int Radix, int Rest, int Span, int GridY);
}
