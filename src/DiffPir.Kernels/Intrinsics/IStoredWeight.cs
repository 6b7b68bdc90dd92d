namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// How a kernel for processors holds its weights in memory; products are in single precision whatever it is. A compile-time constant of the
/// kernel. Buffers are of floats, so that a float of memory holds one or two weights.
/// </summary>
internal interface IStoredWeight
{
    /// <summary>Weights in four bytes.</summary>
    int InFloat { get; }
}

/// <summary>Single precision.</summary>
internal readonly struct SingleWeight : IStoredWeight
{
    /// <inheritdoc/>
    public int InFloat => 1;
}

/// <summary>IEEE half precision: half the memory and traffic, a relative error of 2^-11.</summary>
internal readonly struct HalfWeight : IStoredWeight
{
    /// <inheritdoc/>
    public int InFloat => 2;
}
