namespace DiffPir.Kernels.Intrinsics;

/// <summary>A row of <see cref="Sums8x8"/>: two groups of four neighbours.</summary>
internal struct Float8
{
    public Float4 Low, High;

    /// <summary>this += s * (low, high).</summary>
    public void AddScaled(float s, Float4 low, Float4 high)
    {
        Low.AddScaled(s, low);
        High.AddScaled(s, high);
    }
}
