namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Finds scratches and dust of scanned prints and films: what is thin, nearly white or nearly black, without colour, brighter (darker) than all broad
/// things around it, and rare where it is. Between the surest pixels of a piece of damage and its faint ends a lower bar connects them.
/// </summary>
public static class DamageFinder
{
    /// <summary>Thinner than 2 * this + 1 pixels is thin.</summary>
    private const int ThinRadius = 4;

    /// <summary>Within so many rows and columns lie the surroundings that damage is compared with, and that it is rare in.</summary>
    private const int NearRadius = 15, WideRadius = 20;

    /// <summary>Contrast counts up to this when the mean contrast around is taken: a scratch does not hide itself.</summary>
    private const float MostContrast = 0.25f;

    /// <summary>Where thin contrasts above the first of these, white or black, cover a larger share of the surroundings than the second, they are the scene.</summary>
    private const float BusyContrast = 0.17f, BusyShare = 0.57f;

    // Of all these the best found at random for 16 photographs with drawn damage: most of it found, and next to nothing where there is none.

    /// <summary>What the surest pixels have: contrast, the same against the mean around, nearness to white or black, and no colour.</summary>
    private const float Contrast = 0.13f, TimesAround = 2.3f, MoreThanAround = 0.085f, Level = 0.69f, Colour = 0.085f;

    /// <summary>How much brighter than all broad things around white damage is, and how much darker black damage.</summary>
    private const float WhiteAbove = 0.05f, BlackAbove = 0.035f;

    /// <summary>What faint pixels have that belong to a piece of damage; level and height above the surroundings may be so much less.</summary>
    private const float FaintContrast = 0.095f, FaintTimesAround = 1.05f, FaintColour = 0.38f, LessLevel = 0.16f, LessAbove = 0.2f;

    /// <summary>The surest pixels that a piece has, and their share of it.</summary>
    private const int FewestSure = 2;

    private const double SureShare = 0.46;

    /// <summary>Looks for damage.</summary>
    /// <param name="image">Values on [0,1], grey or colour.</param>
    /// <returns>A mask in which damage, and a pixel around it, is unknown; null where there is none.</returns>
    public static PixelMask? Find(PlanarImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var known = new bool[image.Height * image.Width];
        Array.Fill(known, true);
        var (white, black) = (new DamageFeatures(image, isWhite: true, ThinRadius), new DamageFeatures(image, isWhite: false, ThinRadius));
        var busy = BusyParts(white, black, image.Height, image.Width);
        Mark(known, white, WhiteAbove, busy);
        Mark(known, black, BlackAbove, busy);
        return Array.TrueForAll(known, static k => k) ? null : new PixelMask(image.Height, image.Width, Grown(known, image.Height, image.Width));
    }

    /// <summary>Share of the pixels that <see cref="Find"/> takes for damage in windows spread over a picture, 0 to 1.</summary>
    public static double Share(PlanarImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        const int Side = 512, MostASide = 2;
        long looked = 0, damaged = 0;
        foreach (int top in Windows.Beginnings(image.Height, Side, MostASide))
        {
            foreach (int left in Windows.Beginnings(image.Width, Side, MostASide))
            {
                var part = image.Crop(top, left, Math.Min(Side, image.Height), Math.Min(Side, image.Width));
                looked += part.Height * part.Width;
                damaged += Find(part) is { } mask ? part.Height * part.Width - mask.KnownCount : 0;
            }
        }

        return (double)damaged / looked;
    }

    /// <summary>Where thin contrasts of both kinds are so many that they are the scene.</summary>
    private static bool[] BusyParts(DamageFeatures white, DamageFeatures black, int rows, int columns)
    {
        float[] thin = [.. white.Contrast.Select((c, i) => (c > BusyContrast ? 1f : 0f) + (black.Contrast[i] > BusyContrast ? 1f : 0f))];
        return [.. Morphology.Mean(thin, rows, columns, WideRadius).Select(static share => share > BusyShare)];
    }

    private static void Mark(bool[] known, DamageFeatures features, float leastAbove, bool[] busy)
    {
        int rows = features.Rows, columns = features.Columns;
        float[] around = Morphology.Mean([.. features.Contrast.Select(static c => Math.Min(c, MostContrast))], rows, columns, NearRadius);
        float[] brightest = Morphology.Dilate(features.Broad, rows, columns, NearRadius);
        var (sure, possible) = (new bool[known.Length], new bool[known.Length]);
        for (int i = 0; i < known.Length; i++)
        {
            float contrast = features.Contrast[i], above = features.Level[i] - brightest[i];
            sure[i] = contrast > Contrast && contrast > (TimesAround * around[i]) + MoreThanAround && features.Least[i] > Level && features.Colour[i] < Colour
                && above > leastAbove && !busy[i];
            possible[i] = contrast > FaintContrast && contrast > FaintTimesAround * around[i] && features.Least[i] > Level - LessLevel
                && features.Colour[i] < FaintColour && above > leastAbove - LessAbove;
        }

        foreach (var piece in Pieces.Of(possible, rows, columns))
        {
            int certain = piece.Count(i => sure[i]);
            if (certain >= FewestSure && certain >= SureShare * piece.Count)
            {
                piece.ForEach(i => known[i] = false);
            }
        }
    }

    /// <summary>The same with a pixel more around each piece: the edge of damage is part damage.</summary>
    private static bool[] Grown(bool[] known, int rows, int columns)
    {
        float[] plane = [.. known.Select(static k => k ? 1f : 0f)];
        return [.. Morphology.Erode(plane, rows, columns, 1).Select(static k => k == 1)];
    }
}
