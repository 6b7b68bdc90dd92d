namespace DiffPir.Kernels.Pointwise;

/// <summary>What a pointwise activation computes.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = x * sigmoid(x).</summary>
    Silu,

    /// <summary>y = max(x, 0).</summary>
    Relu,
}
