using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>Four channels of several pixels on their way from memory to a work-item: all reads are issued before the first is used.</summary>
internal static class AttentionRows
{
    /// <summary>
    /// Four neighbouring channels of a pixel, zeros beyond the first <paramref name="count"/>: one read where T is as wide, which needs a
    /// <paramref name="at"/> and channels in multiples of 4, else four.
    /// </summary>
    public static Float4 Read<T>(ArrayView<float> x, int at, int count)
        where T : struct, ILanes
    {
        Float4 v = default;
        if (default(T).Width == 4)
        {
            if (count > 0)
            {
                v = x.Cast<Float4>()[at >> 2];
            }
        }
        else
        {
            v.A = count > 0 ? x[at] : 0f;
            v.B = count > 1 ? x[at + 1] : 0f;
            v.C = count > 2 ? x[at + 2] : 0f;
            v.D = count > 3 ? x[at + 3] : 0f;
        }

        return v;
    }

    /// <summary>Writes the first <paramref name="count"/> of four neighbouring channels of a pixel, alignment as for <see cref="Read"/>.</summary>
    public static void Write<T>(ArrayView<float> y, int at, int count, Float4 v)
        where T : struct, ILanes
    {
        if (default(T).Width == 4)
        {
            if (count > 0)
            {
                y.Cast<Float4>()[at >> 2] = v;
            }
        }
        else
        {
            Float4.WriteHead(y, at, count, v);
        }
    }
}
