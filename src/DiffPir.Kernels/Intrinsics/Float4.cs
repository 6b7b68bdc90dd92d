namespace DiffPir.Kernels.Intrinsics;

/// <summary>Four floats in registers: struct fields stay there in ILGPU's PTX, indexed arrays do not.</summary>
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
}
