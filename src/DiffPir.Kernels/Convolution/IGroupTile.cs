namespace DiffPir.Kernels.Convolution;

/// <summary>Pixels and outputs that a group of <see cref="GroupConvolutionKernels"/> computes: compile-time constants of the kernel.</summary>
internal interface IGroupTile
{
    /// <summary>Pixels; 64 or 128.</summary>
    int Pixels { get; }

    /// <summary>Outputs; as many as pixels.</summary>
    int Outputs { get; }
}

/// <summary>256 work-items: fewest reads a product, for maps that give every multiprocessor a group.</summary>
internal readonly struct GroupTile128x128 : IGroupTile
{
    /// <inheritdoc/>
    public int Pixels => 128;

    /// <inheritdoc/>
    public int Outputs => 128;
}

/// <summary>64 work-items: small maps and few outputs.</summary>
internal readonly struct GroupTile64x64 : IGroupTile
{
    /// <inheritdoc/>
    public int Pixels => 64;

    /// <inheritdoc/>
    public int Outputs => 64;
}
