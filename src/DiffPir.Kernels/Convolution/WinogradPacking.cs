using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// Transforms 3x3 weights for <see cref="WinogradConvolutionKernels"/>: U = G g G^T, in double precision, with
/// <code>
///     G = (  1/4     0     0
///           -1/6  -1/6  -1/6
///           -1/6   1/6  -1/6
///           1/24  1/12   1/6
///           1/24 -1/12   1/6
///              0     0     1 )
/// </code>
/// Sixteen outputs at a time, as two vectors of doubles.
/// </summary>
internal static class WinogradPacking
{
    // Weights are packed once: before the runtime would have noticed what to optimise.
    private const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;

    private const int Taps = 9;
    private const int Lanes = 16;
    private const int ChannelsAtOnce = 4;

    /// <summary>[outputs, inputs, 3, 3] to [outputs / 32][component][input][32]; outputs are a multiple of 32, inputs of 4.</summary>
    public static WeightForm Form(int outputs, int inputs)
    {
        int columns = WinogradConvolutionKernels.Columns;
        return new(
            "Winograd 4x4", outputs, inputs * Taps, columns, Winograd.Components * inputs * columns, (rows, block) => Pack(rows, inputs, columns, block))
        {
            PrepareTransform = (device, map, packed) =>
            {
                var kernel = device.Load<ArrayView<float>, ArrayView<int>, ArrayView<float>, int, int>(WinogradWeightKernels.Transform);
                var config = device.Elementwise((long)outputs * inputs);
                return parameters => kernel(config, parameters, map, packed, outputs, inputs);
            },
        };
    }

    [MethodImpl(AtOnce)]
    [SkipLocalsInit]
    private static void Pack(ReadOnlySpan<float> rows, int inputs, int columns, Span<float> block)
    {
        Span<float> piece = stackalloc float[ChannelsAtOnce * Taps * columns];
        for (int c = 0; c < inputs; c += ChannelsAtOnce)
        {
            RowTransposition.Transpose(rows, inputs * Taps, c * Taps, ChannelsAtOnce * Taps, columns, piece);
            for (int i = 0; i < ChannelsAtOnce * columns; i += Lanes)
            {
                int channel = i / columns, column = i % columns;
                Transform(piece[((channel * Taps * columns) + column)..], columns, block[(((c + channel) * columns) + column)..], inputs * columns);
            }
        }
    }

    /// <summary>Transforms the weights of 16 outputs: tap t begins at t times its stride, and so do components.</summary>
    [MethodImpl(AtOnce)]
    [SkipLocalsInit]
    private static void Transform(ReadOnlySpan<float> taps, int tapStride, Span<float> components, int componentStride)
    {
        const int patch = Winograd.Patch;
        Span<Doubles> rows = stackalloc Doubles[patch * 3];
        for (int j = 0; j < 3; j++)
        {
            var product = Multiply(Load(taps, j * tapStride), Load(taps, (3 + j) * tapStride), Load(taps, (6 + j) * tapStride));
            rows[j] = product.First;
            rows[3 + j] = product.Second;
            rows[6 + j] = product.Third;
            rows[9 + j] = product.Fourth;
            rows[12 + j] = product.Fifth;
            rows[15 + j] = product.Sixth;
        }

        for (int i = 0; i < patch; i++)
        {
            var product = Multiply(rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2]);
            int at = i * patch * componentStride;
            Store(product.First, components, at);
            Store(product.Second, components, at + componentStride);
            Store(product.Third, components, at + (2 * componentStride));
            Store(product.Fourth, components, at + (3 * componentStride));
            Store(product.Fifth, components, at + (4 * componentStride));
            Store(product.Sixth, components, at + (5 * componentStride));
        }
    }

    /// <summary>G times the column (a, b, c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Doubles First, Doubles Second, Doubles Third, Doubles Fourth, Doubles Fifth, Doubles Sixth) Multiply(
        Doubles a, Doubles b, Doubles c)
    {
        var ends = (a + c) * (-1.0 / 6);
        var middle = b * (1.0 / 6);
        var far = (a * (1.0 / 24)) + (c * (1.0 / 6));
        var half = b * (1.0 / 12);
        return (a * 0.25, ends - middle, ends + middle, far + half, far - half, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Doubles Load(ReadOnlySpan<float> values, int at)
    {
        var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values.Slice(at, Lanes))));
        return new(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Doubles values, Span<float> target, int at) =>
        Vector512.Narrow(values.Lower, values.Upper).StoreUnsafe(ref MemoryMarshal.GetReference(target.Slice(at, Lanes)));

    /// <summary>Sixteen numbers.</summary>
    private readonly record struct Doubles(Vector512<double> Lower, Vector512<double> Upper)
    {
        public static Doubles operator +(Doubles a, Doubles b) => new(a.Lower + b.Lower, a.Upper + b.Upper);

        public static Doubles operator -(Doubles a, Doubles b) => new(a.Lower - b.Lower, a.Upper - b.Upper);

        public static Doubles operator *(Doubles a, double factor) => new(a.Lower * factor, a.Upper * factor);
    }
}
