using ILGPU;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Four floats in registers: struct fields stay there in ILGPU's PTX, indexed arrays do not. A view of these reads and writes 16 bytes at
/// once, so its memory must be aligned to that.
/// </summary>
internal struct Float4
{
    public float A, B, C, D;

    /// <summary>this += s * v.</summary>
    public void AddScaled(float s, Float4 v)
    {
        A += s * v.A;
        B += s * v.B;
        C += s * v.C;
        D += s * v.D;
    }

    /// <summary>this += v.</summary>
    public void Add(Float4 v)
    {
        A += v.A;
        B += v.B;
        C += v.C;
        D += v.D;
    }

    /// <summary>this *= s.</summary>
    public void Scale(float s)
    {
        A *= s;
        B *= s;
        C *= s;
        D *= s;
    }

    /// <summary>Writes the first <paramref name="count"/> values of v, all four where it is larger, and none where it is not above 0.</summary>
    public static void WriteHead(ArrayView<float> y, int to, int count, Float4 v)
    {
        if (count > 0)
        {
            y[to] = v.A;
        }

        if (count > 1)
        {
            y[to + 1] = v.B;
        }

        if (count > 2)
        {
            y[to + 2] = v.C;
        }

        if (count > 3)
        {
            y[to + 3] = v.D;
        }
    }

    /// <summary>
    /// The first <paramref name="count"/> values of v, zeros for the rest (which may hold anything, even no number). Static, for v to be
    /// read whole: a method of an element of a view reads field by field.
    /// </summary>
    public static Float4 Head(Float4 v, int count) => new()
    {
        A = count > 0 ? v.A : 0f,
        B = count > 1 ? v.B : 0f,
        C = count > 2 ? v.C : 0f,
        D = count > 3 ? v.D : 0f,
    };
}
