namespace DiffPir.Kernels.Convolution;

/// <summary>Scalars of a convolution launch.</summary>
internal struct ConvolutionArguments
{
    /// <summary>Addresses of the input, the output and the residual.</summary>
    public Map X, Y, Residual;

    /// <summary>Input channels.</summary>
    public int InChannels;

    /// <summary>Output channels, rounded up to the columns of the weight packing.</summary>
    public int OutChannels;

    /// <summary>1 or 3.</summary>
    public int KernelSize;

    /// <summary>1 or 2.</summary>
    public int Stride;

    /// <summary>Images, output rows and output columns.</summary>
    public int N, H, W;

    /// <summary>Columns of one block of packed weights.</summary>
    public int Columns;

    /// <summary>1 where the residual is added.</summary>
    public int HasResidual;

    /// <summary>Register tiles only: 1 where the blocks of outputs are the fastest grid dimension.</summary>
    public int BlocksFirst;

    /// <summary>Winograd only: tiles of all images, and output blocks that one work-item computes.</summary>
    public int Tiles, BlocksPerItem;

    /// <summary>Winograd only: 1 where the moments of the output are taken.</summary>
    public int HasMoments;

    /// <summary>Implicit GEMM only: slabs of channels that a group sums (the third grid dimension counts such parts).</summary>
    public int SlabsPerPart;

    /// <summary>Implicit GEMM only: 1 where sums go to [part][pixel][outputs], to be merged, instead of y.</summary>
    public int WritesParts;
}
