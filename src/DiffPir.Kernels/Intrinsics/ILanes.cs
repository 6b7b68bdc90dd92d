namespace DiffPir.Kernels.Intrinsics;

/// <summary>How many neighbouring channels one work-item handles in an elementwise kernel: a compile-time constant of the kernel.</summary>
internal interface ILanes
{
    /// <summary>Number of consecutive floats of one vector value.</summary>
    int Width { get; }
}

/// <summary>One channel a work-item: coalesced accesses on a GPU.</summary>
internal readonly struct Lanes1 : ILanes
{
    /// <inheritdoc/>
    public int Width => 1;
}

/// <summary>Four channels a work-item: 16 bytes at once on a GPU, so global memory must be aligned to that.</summary>
internal readonly struct Lanes4 : ILanes
{
    /// <inheritdoc/>
    public int Width => 4;
}

/// <summary>Sixteen channels a work-item: one 512-bit register on a processor.</summary>
internal readonly struct Lanes16 : ILanes
{
    /// <inheritdoc/>
    public int Width => 16;
}
