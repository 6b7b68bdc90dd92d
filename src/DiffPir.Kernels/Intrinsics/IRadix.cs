namespace DiffPir.Kernels.Intrinsics;

/// <summary>Length of a short Fourier transform as a compile-time constant of a kernel.</summary>
internal interface IRadix
{
    /// <summary>The length.</summary>
    int Radix { get; }
}

/// <summary>Radix 2.</summary>
internal readonly struct Radix2 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 2;
}

/// <summary>Radix 3.</summary>
internal readonly struct Radix3 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 3;
}

/// <summary>Radix 4.</summary>
internal readonly struct Radix4 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 4;
}

/// <summary>Radix 5.</summary>
internal readonly struct Radix5 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 5;
}

/// <summary>Radix 7.</summary>
internal readonly struct Radix7 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 7;
}

/// <summary>Radix 8.</summary>
internal readonly struct Radix8 : IRadix
{
    /// <inheritdoc/>
    public int Radix => 8;
}
