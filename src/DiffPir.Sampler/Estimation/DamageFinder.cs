namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Finds scratches and dust of scanned prints and films: what is thin, near the brightest or the darkest of the picture, of the print's own tint,
/// brighter (darker) than the broad things around it, and rare where it is. Between the surest pixels of a piece of damage and its faint ends a
/// lower bar connects them.
/// </summary>
public static class DamageFinder
{
    /// <summary>Thinner than 2 * this + 1 pixels is thin.</summary>
    private const int ThinRadius = 2;

    // These values come from a random search over photographs with drawn damage, half of them soft, pale and tinted as scanned prints are; a
    // pixel marked wrongly counted as much as one found.

    /// <summary>What the surest pixels have: contrast, also against that of both kinds around, level, height above all broad things, no colour.</summary>
    private const float Contrast = 0.12f, TimesAround = 4.3f, TimesOthersAround = 3.5f, MoreThanAround = 0.13f, Level = 0.64f;

    /// <summary>The same: height above all broad things near by and farther around, and most colour.</summary>
    private const float AboveNear = -0.035f, AboveWide = 0.19f, Colour = 0.34f;

    /// <summary>What faint pixels have that belong to a piece of damage.</summary>
    private const float FaintContrast = 0.088f, FaintTimesAround = 3.2f, FaintLevel = 0.38f, FaintAbove = 0.15f, FaintColour = 0.52f;

    /// <summary>Pixels of a piece, sure pixels among them, and their share.</summary>
    private const int FewestPixels = 3, FewestSure = 2;

    private const double SureShare = 0.24;

    /// <summary>Looks for damage.</summary>
    /// <param name="image">Values on [0,1], grey or colour.</param>
    /// <returns>A mask in which damage, and a pixel around it, is unknown; null where there is none.</returns>
    public static PixelMask? Find(PlanarImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var tone = new PictureTone(image);
        var white = new DamageFeatures(tone.Level, image.Height, image.Width, ThinRadius);
        var black = new DamageFeatures([.. tone.Level.Select(static level => 1 - level)], image.Height, image.Width, ThinRadius);
        float[] damaged = new float[tone.Level.Length];
        Mark(damaged, white, black.Around, tone.Colour, image.Width);
        Mark(damaged, black, white.Around, tone.Colour, image.Width);
        if (Array.TrueForAll(damaged, static d => d == 0))
        {
            return null;
        }

        // The edge of damage is part damage.
        return new PixelMask(image.Height, image.Width, [.. Morphology.Dilate(damaged, image.Height, image.Width, 1).Select(static d => d == 0)]);
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

    private static void Mark(float[] damaged, DamageFeatures features, float[] othersAround, float[] colour, int columns)
    {
        var (sure, possible) = (new bool[damaged.Length], new bool[damaged.Length]);
        for (int i = 0; i < damaged.Length; i++)
        {
            float contrast = features.Contrast[i], around = features.Around[i];
            sure[i] = contrast > Contrast && contrast > (TimesAround * around) + (TimesOthersAround * othersAround[i]) + MoreThanAround
                && features.Level[i] > Level && features.AboveNear[i] > AboveNear && features.AboveWide[i] > AboveWide && colour[i] < Colour;
            possible[i] = contrast > FaintContrast && contrast > FaintTimesAround * around && features.Level[i] > FaintLevel
                && features.AboveNear[i] > FaintAbove && colour[i] < FaintColour;
        }

        foreach (var piece in Pieces.Of(possible, damaged.Length / columns, columns))
        {
            int certain = piece.Count(i => sure[i]);
            if (piece.Count >= FewestPixels && certain >= FewestSure && certain >= SureShare * piece.Count)
            {
                piece.ForEach(i => damaged[i] = 1);
            }
        }
    }
}
