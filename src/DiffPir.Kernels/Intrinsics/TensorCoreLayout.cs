namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Where a tile of rows of 64 bytes lies in shared memory, in chunks of 16 bytes, and which chunk each thread touches. Kernels, weight
/// packing and tests use these same functions.
/// </summary>
internal static class TensorCoreLayout
{
    /// <summary>Chunks of a row: 32 half-precision values, or 16 of tf32.</summary>
    public const int RowChunks = 4;

    /// <summary>Threads of a warp.</summary>
    public const int WarpSize = 32;

    /// <summary>
    /// A chunk of a row. Exchanging chunks by bits of the row number spreads the same chunk of eight neighbouring rows over all 32 banks,
    /// so that ldmatrix reads without conflicts. Rows 16 apart are exchanged alike.
    /// </summary>
    public static int Chunk(int row, int chunk) => (row * RowChunks) + (chunk ^ ((row >> 1) & 3));

    /// <summary>Which chunk of its row lies at a place: the inverse of <see cref="Chunk"/>.</summary>
    public static int ChunkAt(int place) => (place % RowChunks) ^ ((place / RowChunks >> 1) & 3);

    /// <summary>The chunk of a warp's left operand (rows x depth) whose address a lane gives to ldmatrix; the second half is 2 chunks on.</summary>
    public static int LeftChunk(int firstRow, int lane, int half) => Chunk(firstRow + (lane & 15), (lane >> 4) + (2 * half));

    /// <summary>The same for the right operand, stored as columns x depth.</summary>
    public static int RightChunk(int firstColumn, int lane, int half) =>
        Chunk(firstColumn + (lane & 7) + ((lane >> 4) << 3), ((lane >> 3) & 1) + (2 * half));

    /// <summary>Row of a warp's first sum in its tile.</summary>
    public static int SumRow(int lane) => lane >> 2;

    /// <summary>Column of a warp's first sum in its tile; the next sum is its right neighbour.</summary>
    public static int SumColumn(int lane) => 2 * (lane & 3);
}
