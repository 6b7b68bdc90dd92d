namespace DiffPir.Kernels.Pointwise;

/// <summary>Scalars of the pointwise and resampling launches.</summary>
internal struct PointwiseArguments
{
    /// <summary>Addresses of the first input, the second input and the output.</summary>
    public Map X, Other, Y;

    /// <summary>Sizes of the output.</summary>
    public int N, C, H, W;

    /// <summary>Work-items side by side along the channels, and pixels of a row that a work-item handles.</summary>
    public int Vectors, Segment;

    /// <summary>Conditioning only: columns of the table from an image's to the next one's.</summary>
    public int ImageColumns;
}
