namespace DiffPir.Kernels.Convolution;

/// <summary>A convolution as every kernel of the family sees it; what only some of them need is another argument of theirs.</summary>
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
}
