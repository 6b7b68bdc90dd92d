namespace DiffPir.Kernels.Convolution;

/// <summary>How an implicit-GEMM convolution shares its sums among groups; the third grid dimension counts the parts.</summary>
internal struct SumParts
{
    /// <summary>Slabs of channels that a group sums.</summary>
    public int SlabsPerPart;

    /// <summary>1 where sums go to [part][pixel][outputs], to be merged, instead of y.</summary>
    public int WritesParts;

    /// <summary>Channels of the table of moments that groups fill, each its tile's chunk; 0 where they leave none.</summary>
    public int MomentChannels;
}
