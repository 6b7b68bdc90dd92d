namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Shape of a register tile of <see cref="Rows"/> x (16 * <see cref="Vectors"/>) floats: a compile-time constant of the kernel.
/// Rows are pixels (or matrix rows), columns are channels (or matrix columns).
/// </summary>
internal interface ITile
{
    /// <summary>Rows of the tile.</summary>
    int Rows { get; }

    /// <summary>16-float vectors a row.</summary>
    int Vectors { get; }
}

/// <summary>8 rows x 32 columns: 16 accumulator registers of 512 bits, the shape that keeps one AVX-512 core at its peak.</summary>
internal readonly struct Tile8x2 : ITile
{
    /// <inheritdoc/>
    public int Rows => 8;

    /// <inheritdoc/>
    public int Vectors => 2;
}

/// <summary>4 rows x 64 columns: attention and wide, short products.</summary>
internal readonly struct Tile4x4 : ITile
{
    /// <inheritdoc/>
    public int Rows => 4;

    /// <inheritdoc/>
    public int Vectors => 4;
}

/// <summary>16 rows x 16 columns: few output channels.</summary>
internal readonly struct Tile16x1 : ITile
{
    /// <inheritdoc/>
    public int Rows => 16;

    /// <inheritdoc/>
    public int Vectors => 1;
}

/// <summary>4 rows x 32 columns: maps narrower than eight pixels.</summary>
internal readonly struct Tile4x2 : ITile
{
    /// <inheritdoc/>
    public int Rows => 4;

    /// <inheritdoc/>
    public int Vectors => 2;
}

/// <summary>4 rows x 16 columns: attention with heads of 16 channels.</summary>
internal readonly struct Tile4x1 : ITile
{
    /// <inheritdoc/>
    public int Rows => 4;

    /// <inheritdoc/>
    public int Vectors => 1;
}
