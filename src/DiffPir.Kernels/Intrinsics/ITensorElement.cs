namespace DiffPir.Kernels.Intrinsics;

/// <summary>The number format that tensor cores multiply; sums are always in single precision. A compile-time constant of the kernel.</summary>
internal interface ITensorElement
{
    /// <summary>Values in 16 bytes.</summary>
    int InChunk { get; }

    /// <summary>The format's name in PTX.</summary>
    string PtxName { get; }
}

/// <summary>IEEE half precision: 10 bits after the point, up to 65504.</summary>
internal readonly struct Float16Element : ITensorElement
{
    /// <inheritdoc/>
    public int InChunk => 8;

    /// <inheritdoc/>
    public string PtxName => "f16";
}

/// <summary>The upper half of a float: 7 bits after the point, the range of single precision.</summary>
internal readonly struct BFloat16Element : ITensorElement
{
    /// <inheritdoc/>
    public int InChunk => 8;

    /// <inheritdoc/>
    public string PtxName => "bf16";
}

/// <summary>A float whose last 13 bits do not count: 10 bits after the point, the range of single precision.</summary>
internal readonly struct Tf32Element : ITensorElement
{
    /// <inheritdoc/>
    public int InChunk => 4;

    /// <inheritdoc/>
    public string PtxName => "tf32";
}
