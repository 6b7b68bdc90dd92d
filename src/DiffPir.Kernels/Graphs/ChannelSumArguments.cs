namespace DiffPir.Kernels;

/// <summary>Scalars of the launches that sum channels.</summary>
internal struct ChannelSumArguments
{
    /// <summary>Addresses of what is summed.</summary>
    public Map X;

    /// <summary>Sizes; channels also rounded up to a multiple of 16.</summary>
    public int N, C, H, W, PaddedC;

    /// <summary>Chunks of rows of an image, and rows of a chunk.</summary>
    public int Chunks, RowsPerChunk;
}
