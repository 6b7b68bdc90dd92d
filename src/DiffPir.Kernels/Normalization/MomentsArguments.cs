namespace DiffPir.Kernels.Normalization;

/// <summary>Scalars of the pass that takes partial moments.</summary>
internal struct MomentsArguments
{
    /// <summary>Addresses of the input.</summary>
    public Map X;

    /// <summary>Sizes of the input.</summary>
    public int C, H, W;

    /// <summary>Chunks of rows over which partial moments are taken, and rows of a chunk.</summary>
    public int Chunks, RowsPerChunk;
}
