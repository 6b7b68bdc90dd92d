using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DiffPir.Network;

/// <summary>
/// Converts stored elements (little endian, any alignment) to float and watches for values that are not finite, in one pass: a vector loop,
/// then the tail one by one. Each method returns false if any element is NaN or infinite; the destination then shows which.
/// </summary>
internal static class WeightConversion
{
    // A model is loaded once: before the runtime would have noticed what to optimise.
    private const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;

    private const ushort HalfExponent = 0x7C00;
    private const ushort UpperExponent = 0x7F80;
    private const uint SingleExponent = 0x7F80_0000;

    /// <summary>Converts <paramref name="source"/>, the bytes of one tensor, by its element type.</summary>
    /// <param name="type">The element type.</param>
    /// <param name="source">As many elements as the destination.</param>
    /// <param name="destination">Receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one of <see cref="ElementTypes.IsWeight"/>.</exception>
    public static bool TryConvert(ElementType type, ReadOnlySpan<byte> source, Span<float> destination) => type switch
    {
        ElementType.F32 => FromSingle(MemoryMarshal.Cast<byte, uint>(source), destination),
        ElementType.F16 => FromHalf(MemoryMarshal.Cast<byte, ushort>(source), destination),
        ElementType.BF16 => FromUpperHalf(MemoryMarshal.Cast<byte, ushort>(source), destination),
        ElementType.F64 => FromDouble(MemoryMarshal.Cast<byte, double>(source), destination),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type of weights"),
    };

    [MethodImpl(AtOnce)]
    private static bool FromSingle(ReadOnlySpan<uint> source, Span<float> destination)
    {
        var target = MemoryMarshal.Cast<float, uint>(destination);
        var exponent = new Vector<uint>(SingleExponent);
        var special = Vector<uint>.Zero;
        int i = 0;
        for (; i <= source.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            var bits = new Vector<uint>(source[i..]);
            special |= Vector.Equals(bits & exponent, exponent);
            bits.CopyTo(target[i..]);
        }

        bool finite = special == Vector<uint>.Zero;
        for (; i < source.Length; i++)
        {
            finite &= (source[i] & SingleExponent) != SingleExponent;
            target[i] = source[i];
        }

        return finite;
    }

    /// <summary>
    /// Half to single without tables or branches: exponent and mantissa move into place, and the product with 2^112 corrects the bias (15
    /// to 127) and, being exact, also makes normal numbers of the subnormal ones.
    /// </summary>
    [MethodImpl(AtOnce)]
    private static bool FromHalf(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var exponent = new Vector<ushort>(HalfExponent);
        var rebias = new Vector<float>(BitConverter.UInt32BitsToSingle((127u + 112u) << 23));
        var special = Vector<ushort>.Zero;
        int i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var bits = new Vector<ushort>(source[i..]);
            special |= Vector.Equals(bits & exponent, exponent);
            Vector.Widen(bits, out var low, out var high);
            Widened(low, rebias).CopyTo(destination[i..]);
            Widened(high, rebias).CopyTo(destination[(i + Vector<uint>.Count)..]);
        }

        bool finite = special == Vector<ushort>.Zero;
        for (; i < source.Length; i++)
        {
            finite &= (source[i] & HalfExponent) != HalfExponent;
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
        }

        // The product above turns what is not finite into large numbers: the caller gets the true ones to name the culprit.
        for (i = 0; !finite && i < source.Length; i++)
        {
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
        }

        return finite;
    }

    private static Vector<float> Widened(Vector<uint> half, Vector<float> rebias)
    {
        var magnitude = (half & new Vector<uint>(0x7FFF)) << 13;
        var sign = (half & new Vector<uint>(0x8000)) << 16;
        return Vector.AsVectorSingle(Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) * rebias) | sign);
    }

    [MethodImpl(AtOnce)]
    private static bool FromUpperHalf(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var target = MemoryMarshal.Cast<float, uint>(destination);
        var exponent = new Vector<ushort>(UpperExponent);
        var special = Vector<ushort>.Zero;
        int i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var bits = new Vector<ushort>(source[i..]);
            special |= Vector.Equals(bits & exponent, exponent);
            Vector.Widen(bits, out var low, out var high);
            (low << 16).CopyTo(target[i..]);
            (high << 16).CopyTo(target[(i + Vector<uint>.Count)..]);
        }

        bool finite = special == Vector<ushort>.Zero;
        for (; i < source.Length; i++)
        {
            finite &= (source[i] & UpperExponent) != UpperExponent;
            target[i] = (uint)source[i] << 16;
        }

        return finite;
    }

    /// <summary>A double beyond the range of float counts as infinite.</summary>
    [MethodImpl(AtOnce)]
    private static bool FromDouble(ReadOnlySpan<double> source, Span<float> destination)
    {
        bool finite = true;
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
            finite &= float.IsFinite(destination[i]);
        }

        return finite;
    }
}
