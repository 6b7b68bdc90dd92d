namespace DiffPir.Kernels.Intrinsics;

/// <summary>How the activations that a tensor-core convolution reads lie in memory. A compile-time constant of the kernel.</summary>
internal interface IActivationFormat
{
    /// <summary>True where they are in the format in which they are multiplied.</summary>
    bool IsPacked { get; }
}

/// <summary>In single precision.</summary>
internal readonly struct SingleActivations : IActivationFormat
{
    /// <inheritdoc/>
    public bool IsPacked => false;
}

/// <summary>In the 16-bit format in which they are multiplied.</summary>
internal readonly struct PackedActivations : IActivationFormat
{
    /// <inheritdoc/>
    public bool IsPacked => true;
}
