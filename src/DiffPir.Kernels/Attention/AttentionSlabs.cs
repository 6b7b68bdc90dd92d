using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>
/// What groups of 256 work-items that handle 64 x 64 tiles of attention share: slabs of 32 rows in shared memory, a row being 64 pixels or
/// 64 channels and 4 floats of padding, with which transposing writes and 16-byte reads have no bank conflicts.
/// </summary>
internal static class AttentionSlabs
{
    /// <summary>Pixels of a tile, and channels of one.</summary>
    public const int Block = 64;

    /// <summary>Work-items of a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Rows of a slab.</summary>
    public const int Rows = 32;

    /// <summary>Floats from a row in shared memory to the next; in units of 16 bytes a quarter.</summary>
    public const int Row = Block + 4;

    /// <summary>Work-items to each of which falls the same pixel, or the same channel, of a tile.</summary>
    public const int Parts = GroupSize / Block;

    /// <summary>Of the four-by-four cell of the tile that a work-item computes, the column in units of 4; a warp covers 4 x 8 cells.</summary>
    public static int Column => (Group.IdxX & 7) + (8 * (Group.IdxX / 32 & 1));

    /// <summary>The row of that cell, in units of 4.</summary>
    public static int CellRow => ((Group.IdxX / 8) & 3) + (4 * (Group.IdxX / 64));

    /// <summary>
    /// 32 channels of 64 pixels to rows of pixels; zeros beyond the last. A warp reads 8 channels of 4 pixels: whole sectors of memory, and
    /// different banks to write.
    /// </summary>
    /// <param name="x">The map.</param>
    /// <param name="to">The slab.</param>
    /// <param name="from">Element of the first pixel and channel of the head.</param>
    /// <param name="stride">Elements from a pixel to the next.</param>
    /// <param name="pixels">Pixels that there are from the slab's first on.</param>
    /// <param name="channels">Channels that there are from the slab's first on.</param>
    public static void LoadTransposed(ArrayView<float> x, ArrayView<float> to, int from, int stride, int pixels, int channels)
    {
        int t = Group.IdxX, c = t & 7, p = ((t / 8) & 3) + (4 * (t / 32));
        for (int i = 0; i < 8; i++)
        {
            int channel = c + (8 * (i / 2)), pixel = p + (32 * (i & 1));
            to[(channel * Row) + pixel] = pixel < pixels && channel < channels ? x[from + (pixel * stride) + channel] : 0f;
        }
    }

    /// <summary>64 channels of 32 pixels to rows of channels; zeros beyond the last.</summary>
    /// <inheritdoc cref="LoadTransposed"/>
    public static void Load(ArrayView<float> x, ArrayView<float> to, int from, int stride, int pixels, int channels)
    {
        int channel = Group.IdxX % Block;
        for (int pixel = Group.IdxX / Block; pixel < Rows; pixel += Parts)
        {
            to[(pixel * Row) + channel] = pixel < pixels && channel < channels ? x[from + (pixel * stride) + channel] : 0f;
        }
    }

    /// <summary>Adds to a cell the products of a slab's rows with another's, from a row of the first on.</summary>
    public static void Multiply(
        ArrayView<Float4> left, int first, ArrayView<Float4> right, ref Float4 s0, ref Float4 s1, ref Float4 s2, ref Float4 s3)
    {
        int row = CellRow, column = Column;
        for (int k = 0; k < Rows; k++)
        {
            var l = left[((first + k) * Row / 4) + row];
            var r = right[(k * Row / 4) + column];
            s0.AddScaled(l.A, r);
            s1.AddScaled(l.B, r);
            s2.AddScaled(l.C, r);
            s3.AddScaled(l.D, r);
        }
    }
}
