namespace DiffPir.Kernels.Circulant;

/// <summary>
/// Reduction along each side as a compile-time constant of a kernel.
/// </summary>
internal interface IReduction
{
    /// <summary>The scale, or 0 where it is a run-time value.</summary>
    int Scale { get; }
}

/// <summary>No reduction.</summary>
internal readonly struct Reduction1 : IReduction
{
    /// <inheritdoc/>
    public int Scale => 1;
}

/// <summary>Scale 2.</summary>
internal readonly struct Reduction2 : IReduction
{
    /// <inheritdoc/>
    public int Scale => 2;
}

/// <summary>Scale 3.</summary>
internal readonly struct Reduction3 : IReduction
{
    /// <inheritdoc/>
    public int Scale => 3;
}

/// <summary>Scale 4.</summary>
internal readonly struct Reduction4 : IReduction
{
    /// <inheritdoc/>
    public int Scale => 4;
}

/// <summary>Any scale.</summary>
internal readonly struct ReductionAny : IReduction
{
    /// <inheritdoc/>
    public int Scale => 0;
}
