namespace DiffPir.Kernels.Intrinsics;

/// <summary>4 x 4 sums of products in 16 registers of a GPU thread: 16 multiply-adds for two 16-byte reads.</summary>
internal struct Sums4x4
{
    public Float4 R0, R1, R2, R3;

    /// <summary>Adds the outer product of a column and a row.</summary>
    public void AddOuter(Float4 column, Float4 row)
    {
        R0.AddScaled(column.A, row);
        R1.AddScaled(column.B, row);
        R2.AddScaled(column.C, row);
        R3.AddScaled(column.D, row);
    }

    /// <summary>Multiplies each row by its factor.</summary>
    public void Scale(Float4 factors)
    {
        R0.Scale(factors.A);
        R1.Scale(factors.B);
        R2.Scale(factors.C);
        R3.Scale(factors.D);
    }
}
