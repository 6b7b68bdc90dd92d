namespace DiffPir.Kernels;

/// <summary>Sizes of a tensor: images, channels, rows, columns. All are at least 1.</summary>
public readonly record struct TensorShape(int N, int C, int H, int W)
{
    /// <summary>Number of elements.</summary>
    public long Elements => (long)N * C * H * W;

    /// <inheritdoc/>
    public override string ToString() => $"{N}x{C}x{H}x{W}";
}
