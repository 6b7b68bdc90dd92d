namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// How numbers that a kernel reads lie in memory; it computes in single precision whatever it is. A compile-time constant of the kernel.
/// Buffers are of floats, so that a float of memory holds one or two numbers.
/// </summary>
internal interface IStoredNumber
{
    /// <summary>Numbers in four bytes.</summary>
    int InFloat { get; }
}

/// <summary>Single precision.</summary>
internal readonly struct StoredSingle : IStoredNumber
{
    /// <inheritdoc/>
    public int InFloat => 1;
}

/// <summary>IEEE half precision: half the memory and traffic, a relative error of 2^-11.</summary>
internal readonly struct StoredHalf : IStoredNumber
{
    /// <inheritdoc/>
    public int InFloat => 2;
}
