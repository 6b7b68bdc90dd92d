namespace DiffPir.Kernels.Convolution;

/// <summary>Scalars of the launches that compute the gradient of a convolution's weight.</summary>
internal struct WeightGradientArguments
{
    /// <summary>Addresses of the gradient and of the convolution's input.</summary>
    public Map Gradient, X;

    /// <summary>Images, rows and columns of the gradient.</summary>
    public int N, H, W;

    /// <summary>Output channels; input channels, also rounded up to a multiple of 16.</summary>
    public int Outputs, Inputs, PaddedInputs;

    /// <summary>1 or 3; 1 or 2.</summary>
    public int KernelSize, Stride;

    /// <summary>Rows and columns of a part of the sums: outputs, and taps times padded inputs, rounded up to whole tiles.</summary>
    public int PartRows, PartColumns;

    /// <summary>Parts of the sum, and rows of pixels, counted through all images, of a part.</summary>
    public int Parts, RowsPerPart;
}
