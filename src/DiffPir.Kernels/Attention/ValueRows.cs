using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>Four channels of the values of eight neighbouring keys, in registers.</summary>
internal struct ValueRows
{
    /// <summary>Keys.</summary>
    public const int Keys = 8;

    public Float4 R0, R1, R2, R3, R4, R5, R6, R7;

    /// <summary>Reads them, zeros for keys and channels that there are not.</summary>
    /// <param name="x">The joint map.</param>
    /// <param name="at">Element of the first key's first channel.</param>
    /// <param name="stride">Elements from a key to the next.</param>
    /// <param name="keys">Keys that there are from the first on.</param>
    /// <param name="channels">Channels that there are from the first on.</param>
    public static ValueRows Read<T>(ArrayView<float> x, int at, int stride, int keys, int channels)
        where T : struct, ILanes => new()
        {
            R0 = AttentionRows.Read<T>(x, at, keys > 0 ? channels : 0),
            R1 = AttentionRows.Read<T>(x, at + stride, keys > 1 ? channels : 0),
            R2 = AttentionRows.Read<T>(x, at + (2 * stride), keys > 2 ? channels : 0),
            R3 = AttentionRows.Read<T>(x, at + (3 * stride), keys > 3 ? channels : 0),
            R4 = AttentionRows.Read<T>(x, at + (4 * stride), keys > 4 ? channels : 0),
            R5 = AttentionRows.Read<T>(x, at + (5 * stride), keys > 5 ? channels : 0),
            R6 = AttentionRows.Read<T>(x, at + (6 * stride), keys > 6 ? channels : 0),
            R7 = AttentionRows.Read<T>(x, at + (7 * stride), keys > 7 ? channels : 0),
        };
}
