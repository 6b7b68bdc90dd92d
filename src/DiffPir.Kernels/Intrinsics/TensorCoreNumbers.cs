namespace DiffPir.Kernels.Intrinsics;

/// <summary>The number formats of tensor cores, on the host.</summary>
internal static class TensorCoreNumbers
{
    // Bits of a float's mantissa that tf32 drops.
    private const uint Dropped = 0x1FFF;

    /// <summary>
    /// The bits of a value, rounded to the nearest of its format: ties to even for the 16-bit formats, away from zero for tf32 (which fills 32
    /// bits).
    /// </summary>
    public static uint Encode<TElement>(TElement element, float value)
        where TElement : ITensorElement
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return element switch
        {
            Float16Element => BitConverter.HalfToUInt16Bits((Half)value),
            BFloat16Element => float.IsNaN(value) ? 0x7FFF : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16,
            Tf32Element => float.IsFinite(value) ? (bits + ((Dropped + 1) / 2)) & ~Dropped : bits,
            _ => throw new ArgumentException($"no format {element}", nameof(element)),
        };
    }

    /// <summary>The value that a tensor core takes bits for.</summary>
    public static float Decode(ITensorElement element, uint bits) => element switch
    {
        Float16Element => (float)BitConverter.UInt16BitsToHalf((ushort)bits),
        BFloat16Element => BitConverter.UInt32BitsToSingle(bits << 16),
        Tf32Element => BitConverter.UInt32BitsToSingle(bits & ~Dropped),
        _ => throw new ArgumentException($"no format {element}", nameof(element)),
    };
}
