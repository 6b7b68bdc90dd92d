namespace DiffPir.Kernels.Convolution;

/// <summary>Scalars of the launches that compute the gradient of a convolution's weight by Winograd.</summary>
internal struct WinogradGradientArguments
{
    /// <summary>Addresses of the gradient and of the convolution's input.</summary>
    public Map Gradient, X;

    /// <summary>Tiles of 4x4 pixels in a row and in a column of an image.</summary>
    public int TilesX, TilesY;

    /// <summary>Output and input channels.</summary>
    public int Outputs, Inputs;

    /// <summary>Floats between components of the gradient's and of the input's tiles.</summary>
    public int GradientStride, InputStride;

    /// <summary>The first tile of the launch, counted through all images, and how many.</summary>
    public int FirstTile, Tiles;
}
