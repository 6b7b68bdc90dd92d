using DiffPir.Kernels.Pointwise;

namespace DiffPir.Kernels.Windows;

/// <summary>Scalars of the launches that move a window.</summary>
internal struct WindowArguments
{
    /// <summary>Addresses, and sizes of the output.</summary>
    public PointwiseArguments Values;

    /// <summary>Channels, rows and columns of the input.</summary>
    public int Channels, Height, Width;

    /// <summary>Channels of the output for each pixel of the window, where pixels become channels.</summary>
    public int Stored;

    /// <summary>Sizes of the window, its stride, and rows and columns by which its first place begins outside.</summary>
    public int Rows, Columns, Stride, Top, Left;
}
