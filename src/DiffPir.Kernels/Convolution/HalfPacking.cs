using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DiffPir.Kernels.Convolution;

/// <summary>Brings packed weights into half precision, two in the place of a float, for <see cref="Intrinsics.HalfWeight"/>.</summary>
internal static class HalfPacking
{
    private const float Largest = 65504f;

    // Puts the exponent of a float where that of a half begins: what is too small for a normal half becomes a subnormal float.
    private const float ExponentShift = 1.9259299e-34f; // 2^-112

    private const int DroppedBits = 13;

    // Weights that stay in a core's second-level cache cost neither memory to speak of nor time to read.
    private const long SmallestFloats = 128 * 1024;

    /// <summary>
    /// True where a kernel for processors is to hold its weights in halves. Not those of linear layers (maps of one row), which act on the
    /// time steps' embedding once a session.
    /// </summary>
    public static bool Serves(ComputeDevice device, WeightForm form, int rowsOfMap) =>
        device.IsProcessor && device.Precision == Precision.Fp16 && rowsOfMap > 1 && form.Length >= SmallestFloats;

    /// <summary>The same form with halves.</summary>
    public static WeightForm Form(WeightForm form) => form with
    {
        Name = form.Name + " in halves",
        BlockLength = form.BlockLength / 2,
        Pack = (rows, block) =>
        {
            float[] singles = System.Buffers.ArrayPool<float>.Shared.Rent(form.BlockLength);
            form.Pack(rows, singles.AsSpan(0, form.BlockLength));
            Round(singles.AsSpan(0, form.BlockLength), MemoryMarshal.Cast<float, ushort>(block));
            System.Buffers.ArrayPool<float>.Shared.Return(singles);
        },
    };

    /// <summary>
    /// Rounds finite numbers to the nearest half, ties to even (below 2^-14 also what is a tie to 13 bits); those beyond the largest, 65504,
    /// to it. The runtime's own conversion takes one at a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // weights are packed once: before the runtime would have noticed
    public static void Round(ReadOnlySpan<float> values, Span<ushort> halves)
    {
        ref float from = ref MemoryMarshal.GetReference(values);
        ref ushort to = ref MemoryMarshal.GetReference(halves[..values.Length]);
        int i = 0;
        for (; i <= values.Length - Vector512<ushort>.Count; i += Vector512<ushort>.Count)
        {
            var lower = Bits(Vector512.LoadUnsafe(ref from, (nuint)i));
            var upper = Bits(Vector512.LoadUnsafe(ref from, (nuint)(i + Vector512<float>.Count)));
            Vector512.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            halves[i] = (ushort)Bits(Vector512.Create(values[i]))[0];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Bits(Vector512<float> values)
    {
        var magnitude = Vector512.Min(Vector512.Abs(values), Vector512.Create(Largest)) * ExponentShift;
        var bits = magnitude.AsUInt32();
        var even = (bits >>> DroppedBits) & Vector512<uint>.One;
        var rounded = (bits + Vector512.Create((1u << (DroppedBits - 1)) - 1) + even) >>> DroppedBits;
        return rounded | ((values.AsUInt32() >>> 16) & Vector512.Create(0x8000u));
    }
}
