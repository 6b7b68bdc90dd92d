namespace DiffPir.Kernels.Intrinsics;

/// <summary>8 x 8 sums of products in 64 registers of a GPU thread: 64 multiply-adds for four 16-byte reads.</summary>
internal struct Sums8x8
{
    public Float8 R0, R1, R2, R3, R4, R5, R6, R7;

    /// <summary>Adds the outer product of the columns (upper, lower) and the row (left, right).</summary>
    public void AddOuter(Float4 upper, Float4 lower, Float4 left, Float4 right)
    {
        R0.AddScaled(upper.A, left, right);
        R1.AddScaled(upper.B, left, right);
        R2.AddScaled(upper.C, left, right);
        R3.AddScaled(upper.D, left, right);
        R4.AddScaled(lower.A, left, right);
        R5.AddScaled(lower.B, left, right);
        R6.AddScaled(lower.C, left, right);
        R7.AddScaled(lower.D, left, right);
    }
}
