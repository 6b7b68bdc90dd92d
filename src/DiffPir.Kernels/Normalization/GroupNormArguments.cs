namespace DiffPir.Kernels.Normalization;

/// <summary>Scalars of the group normalisation launches.</summary>
internal struct GroupNormArguments
{
    /// <summary>Addresses of the input and the output.</summary>
    public Map X, Y;

    /// <summary>Sizes of the input.</summary>
    public int N, C, H, W;

    /// <summary>Number of groups.</summary>
    public int Groups;

    /// <summary>Chunks of rows over which partial moments are taken, and rows of a chunk.</summary>
    public int Chunks, RowsPerChunk;

    /// <summary>Columns of a row that one work-item of the second pass handles.</summary>
    public int Segment;

    /// <summary>Added to the variance.</summary>
    public float Epsilon;

    /// <summary>First channel of [scale, shift] in the conditioning table, or -1.</summary>
    public int ScaleShiftOffset;

    /// <summary>Entries of a channel of the conditioning table (one for each step).</summary>
    public int ConditioningSteps;

    /// <summary>1 where SiLU follows.</summary>
    public int Silu;

    /// <summary>1 where the output has a border, whose zeros are written too.</summary>
    public int Halo;
}
