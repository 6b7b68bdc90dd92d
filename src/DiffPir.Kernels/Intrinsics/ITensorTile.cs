namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// How a group of warps divides a tile of rows x columns of a product: each warp computes (16 * RowTiles) x (8 * ColumnTiles) of it, in
/// 4 * RowTiles * ColumnTiles registers a thread. A compile-time constant of the kernel.
/// </summary>
internal interface ITensorTile
{
    /// <summary>Rows of the group's tile; half the threads of the group.</summary>
    int Rows { get; }

    /// <summary>Columns of the group's tile.</summary>
    int Columns { get; }

    /// <summary>Rows of a warp's tile, in units of 16.</summary>
    int RowTiles { get; }

    /// <summary>Columns of a warp's tile, in units of 8; even.</summary>
    int ColumnTiles { get; }
}

/// <summary>8 warps of 64 x 32: fewest reads a product.</summary>
internal readonly struct TensorTile128x128 : ITensorTile
{
    /// <inheritdoc/>
    public int Rows => 128;

    /// <inheritdoc/>
    public int Columns => 128;

    /// <inheritdoc/>
    public int RowTiles => 4;

    /// <inheritdoc/>
    public int ColumnTiles => 4;
}

/// <summary>8 warps of 32 x 32: up to 64 outputs.</summary>
internal readonly struct TensorTile128x64 : ITensorTile
{
    /// <inheritdoc/>
    public int Rows => 128;

    /// <inheritdoc/>
    public int Columns => 64;

    /// <inheritdoc/>
    public int RowTiles => 2;

    /// <inheritdoc/>
    public int ColumnTiles => 4;
}

/// <summary>4 warps of 32 x 32: small maps.</summary>
internal readonly struct TensorTile64x64 : ITensorTile
{
    /// <inheritdoc/>
    public int Rows => 64;

    /// <inheritdoc/>
    public int Columns => 64;

    /// <inheritdoc/>
    public int RowTiles => 2;

    /// <inheritdoc/>
    public int ColumnTiles => 4;
}
