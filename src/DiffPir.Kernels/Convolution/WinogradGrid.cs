namespace DiffPir.Kernels.Convolution;

/// <summary>What the work-items of a Winograd convolution share.</summary>
internal struct WinogradGrid
{
    /// <summary>Tiles of 4x4 outputs of all images.</summary>
    public int Tiles;

    /// <summary>Output blocks that one work-item computes.</summary>
    public int BlocksPerItem;

    /// <summary>1 where the moments of the output are taken.</summary>
    public int HasMoments;
}
