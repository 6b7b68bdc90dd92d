using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace DiffPir.Kernels.Convolution;

/// <summary>Brings packed weights into half precision, two in the place of a float, for <see cref="Intrinsics.StoredHalf"/>.</summary>
internal static class HalfPacking
{
    private const float Largest = 65504f;

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
            using var singles = new PooledFloats(form.BlockLength);
            form.Pack(rows, singles.Span);
            Round(singles.Span, MemoryMarshal.Cast<float, Half>(block));
        },
    };

    /// <summary>Rounds finite numbers in place and to the nearest half, ties to even; those beyond the largest, 65504, to it.</summary>
    public static void Round(Span<float> values, Span<Half> halves)
    {
        TensorPrimitives.Clamp(values, -Largest, Largest, values);
        TensorPrimitives.ConvertToHalf(values, halves);
    }
}
