namespace DiffPir.Kernels.Normalization;

/// <summary>Scalars of the launches that compute the gradient of a group normalisation.</summary>
internal struct GroupNormGradientArguments
{
    /// <summary>Addresses of the gradient, the normalisation's input, the residual and the result.</summary>
    public Map Gradient, X, Residual, Y;

    /// <summary>Sizes.</summary>
    public int N, C, H, W;

    /// <summary>Number of groups of channels.</summary>
    public int Groups;

    /// <summary>Channels and chunks of the first table of moments, and chunks of the second, which holds the remaining channels.</summary>
    public int FirstChannels, FirstChunks, SecondChunks;

    /// <summary>Chunks of rows over which partial sums are taken, and rows of a chunk.</summary>
    public int Chunks, RowsPerChunk;

    /// <summary>Columns of a row that one work-item of the last pass handles.</summary>
    public int Segment;

    /// <summary>Added to the variance.</summary>
    public float Epsilon;

    /// <summary>First channel of [scale, shift] in the conditioning table, or -1.</summary>
    public int ScaleShiftOffset;

    /// <summary>Entries of a channel of the conditioning table (one for each step).</summary>
    public int ConditioningSteps;

    /// <summary>Columns of the conditioning table from an image's to the next one's.</summary>
    public int ImageColumns;

    /// <summary>1 where SiLU follows the normalisation.</summary>
    public int Silu;

    /// <summary>1 where a residual is added.</summary>
    public int HasResidual;
}
