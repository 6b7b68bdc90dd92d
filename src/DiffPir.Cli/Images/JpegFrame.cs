using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Images;

/// <summary>The frame of a JPEG file: its size and what its components are like.</summary>
/// <param name="Height">Rows as stored.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="Components">Sampling factors (pixels of a component to those of the coarsest) and the number of the table of each.</param>
internal sealed record JpegFrame(int Height, int Width, IReadOnlyList<(int Vertical, int Horizontal, int Table)> Components)
{
    private const int HeadSize = 6, ComponentSize = 3, BlockSide = 8;

    /// <summary>Reads the segment; null where it is cut off or makes no sense.</summary>
    public static JpegFrame? TryRead(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < HeadSize || segment[5] == 0 || segment.Length < HeadSize + (ComponentSize * segment[5]))
        {
            return null;
        }

        var components = new (int, int, int)[segment[5]];
        for (int i = 0; i < components.Length; i++)
        {
            var component = segment.Slice(HeadSize + (ComponentSize * i), ComponentSize);
            components[i] = (component[1] & 15, component[1] >> 4, component[2] & 3);
        }

        return new((segment[1] << 8) | segment[2], (segment[3] << 8) | segment[4], components);
    }

    /// <summary>The coding of the picture as it is shown.</summary>
    /// <param name="luminance">The table of the first component.</param>
    /// <param name="chrominance">The table of the second, or of the first where there is none.</param>
    /// <param name="orientation">How the stored pixels are turned and mirrored, 1 to 8 as in EXIF.</param>
    public JpegCoding CodingOf(IReadOnlyList<int> luminance, IReadOnlyList<int> chrominance, int orientation)
    {
        var (rowStep, columnStep) = Components.Count == 1 ? (1, 1)
            : (Step(Components[0].Vertical, Components[1].Vertical), Step(Components[0].Horizontal, Components[1].Horizontal));
        int below = Beyond(Height, rowStep), right = Beyond(Width, columnStep);
        var tables = new JpegTables(luminance, chrominance);
        bool isTransposed = orientation >= 5;
        if (isTransposed)
        {
            (rowStep, columnStep, below, right, tables) = (columnStep, rowStep, right, below, tables.Transposed());
        }

        // Mirrored, what was beyond the last rows and columns is before the first.
        return new JpegCoding(tables)
        {
            IsGrey = Components.Count == 1,
            RowStep = rowStep,
            ColumnStep = columnStep,
            RowPhase = orientation is 3 or 4 or 7 or 8 ? below : 0,
            ColumnPhase = orientation is 2 or 3 or 6 or 7 ? right : 0,
        };
    }

    private static int Step(int luma, int chroma) => chroma > 0 && luma % chroma == 0 && luma / chroma is 2 or 4 ? luma / chroma : 1;

    private static int Beyond(int length, int step) => ((step * BlockSide) - (length % (step * BlockSide))) % (step * BlockSide);
}
