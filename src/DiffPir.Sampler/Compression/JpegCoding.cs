using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>How a JPEG compression treated a picture: steps of the coefficients, resolution of the colour differences, place of the blocks.</summary>
public sealed record JpegCoding
{
    /// <summary>Takes over the tables; colours at full resolution and blocks that begin at the first pixel unless said otherwise.</summary>
    /// <param name="tables">The steps.</param>
    public JpegCoding(JpegTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        Tables = tables;
    }

    /// <summary>The steps.</summary>
    public JpegTables Tables { get; init; }

    /// <summary>Rows of pixels to a row of the colour differences: 1, 2 or 4.</summary>
    public int RowStep { get; init; } = 1;

    /// <summary>Columns of pixels to a column of the colour differences: 1, 2 or 4.</summary>
    public int ColumnStep { get; init; } = 1;

    /// <summary>True where the file has one channel.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Rows of the first blocks that lie above the picture: those of a picture that was turned after it was decoded.</summary>
    public int RowPhase { get; init; }

    /// <summary>Columns of the first blocks that lie left of the picture.</summary>
    public int ColumnPhase { get; init; }
}
