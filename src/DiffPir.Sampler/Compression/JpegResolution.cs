using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler;

/// <summary>Finds out, from the pixels of a picture that was a JPEG once, at which resolution its colour differences were kept.</summary>
public static class JpegResolution
{
    private static readonly (int Rows, int Columns)[] Usual = [(1, 1), (2, 2), (1, 2)];

    /// <summary>The coding with the resolution at which most coefficients sit on multiples of their steps.</summary>
    /// <param name="picture">The decoded picture, on [0,1].</param>
    /// <param name="tables">Its tables.</param>
    public static JpegCoding Find(PlanarImage picture, JpegTables tables)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(tables);
        var coding = new JpegCoding(tables) { IsGrey = picture.Channels == 1 };
        return coding.IsGrey
            ? coding
            : Usual.Select(steps => coding with { RowStep = steps.Rows, ColumnStep = steps.Columns })
                .MaxBy(candidate => JpegIntervals.Agreement(picture, candidate, JpegComponent.Of(candidate)[1]))!;
    }
}
