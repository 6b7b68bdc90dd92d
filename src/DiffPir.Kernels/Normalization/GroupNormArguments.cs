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

    /// <summary>Channels and chunks of the first table of moments, and chunks of the second, which holds the remaining channels.</summary>
    public int FirstChannels, FirstChunks, SecondChunks;

    /// <summary>Channels that one work-item of the second pass handles.</summary>
    public int ChannelsPerItem;

    /// <summary>Columns of a row that one work-item of the second pass handles.</summary>
    public int Segment;

    /// <summary>Added to the variance.</summary>
    public float Epsilon;

    /// <summary>First channel of [scale, shift] in the conditioning table, or -1.</summary>
    public int ScaleShiftOffset;

    /// <summary>Entries of a channel of the conditioning table (one for each step).</summary>
    public int ConditioningSteps;

    /// <summary>Columns of the conditioning table from an image's to the next one's.</summary>
    public int ImageColumns;

    /// <summary>1 where SiLU follows.</summary>
    public int Silu;

    /// <summary>1 where the output has a border, whose zeros are written too.</summary>
    public int Halo;
}
