namespace DiffPir.Kernels.Training;

/// <summary>Where a photograph lies among others: rows of pixels of three bytes.</summary>
/// <param name="offset">Its first byte.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal readonly struct PhotographPlace(long offset, int height, int width)
{
    /// <summary>Its first byte.</summary>
    public readonly long Offset = offset;

    /// <summary>Rows and columns.</summary>
    public readonly int Height = height, Width = width;
}
