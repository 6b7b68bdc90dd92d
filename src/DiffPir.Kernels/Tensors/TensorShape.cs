namespace DiffPir.Kernels;

/// <summary>Sizes of a tensor: images, channels, rows, columns. All are at least 1.</summary>
public readonly record struct TensorShape(int N, int C, int H, int W)
{
    /// <summary>Number of elements.</summary>
    /// <exception cref="OverflowException">No number of 64 bits holds it.</exception>
    public long Elements => checked((long)N * C * H * W);

    /// <summary>Checks that there can be a tensor of these sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the elements take more bytes than can be counted.</exception>
    internal void Validate()
    {
        if (N < 1 || C < 1 || H < 1 || W < 1 || (Int128)N * C * H * W > long.MaxValue / sizeof(float))
        {
            throw new ArgumentOutOfRangeException(null, $"there is no tensor of {this}: every size is at least 1, and all elements take at most 2^63 bytes");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{N}x{C}x{H}x{W}";
}
