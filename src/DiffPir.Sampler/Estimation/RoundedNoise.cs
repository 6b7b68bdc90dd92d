namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Reads the noise of a JPEG where compression has rounded most of it to nothing: of the blocks that are quiet by their low frequencies it counts how many
/// coefficients were rounded to 0, to one step and to more, and takes the level under which these counts are the most likely.
/// </summary>
internal static class RoundedNoise
{
    private const int Side = CosineTransform.Side;

    /// <summary>Blocks of a picture that its quietest are chosen from, at least: among fewer hardly any is quiet.</summary>
    private const int FewestBlocks = 256;

    /// <summary>Coefficients (i, j) from this i + j on hold the noise.</summary>
    private const int HighestDiagonals = 5;

    /// <summary>Texture fades towards the high frequencies and noise does not: from each of these i + j on there has to be as much of it.</summary>
    private static readonly int[] StricterDiagonals = [7, 9];

    /// <summary>What the logarithm of the likelihood may fall to, below its largest, with a level that is still possible.</summary>
    private const double Tolerance = 2;

    private const int Passes = 2;

    /// <summary>Levels that are tried, in grey levels: from the rounding of pixels to 60, each larger by a twenty-fifth than the one before.</summary>
    private static readonly double[] Levels = [.. Enumerable.Range(0, 137).Select(static i => NoiseEstimate.Rounding * Math.Pow(1.04, i))];

    /// <summary>
    /// Standard deviation of the noise of the luma before it was compressed, in grey levels, which all channels have in common; 0 where the picture is too
    /// small to tell.
    /// </summary>
    /// <param name="image">Values on [0,1], grey or red, green and blue; its blocks begin at the first pixel.</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    /// <param name="tables">How it was compressed.</param>
    public static double Level(PlanarImage image, PixelMask? mask, JpegTables tables)
    {
        int[] places = QuietPatches.Places(image, mask, Side);
        if (places.Length < FewestBlocks || image.Channels is not (1 or 3))
        {
            return 0;
        }

        var luma = Luma.Of(image);
        var patches = new QuietPatches(luma, [0], places);
        double level = NoiseEstimate.Rounding;
        for (int pass = 0; pass < Passes; pass++)
        {
            level = MostLikely(Count(luma, patches.At(level), tables), tables);
        }

        return level;
    }

    /// <summary>For each coefficient, in how many blocks it was rounded to 0, to one step and to more.</summary>
    private static int[][] Count(PlanarImage luma, int[] blocks, JpegTables tables)
    {
        int[][] counts = [.. Enumerable.Range(0, Side * Side).Select(static _ => new int[3])];
        Span<float> coefficients = stackalloc float[Side * Side];
        foreach (int block in blocks)
        {
            CosineTransform.Forward(luma.Data.AsSpan(block), luma.Width, coefficients);
            for (int i = 0; i < coefficients.Length; i++)
            {
                counts[i][Math.Min(2, (int)Math.Round(255 * Math.Abs(coefficients[i]) / tables.Luminance[i]))]++;
            }
        }

        return counts;
    }

    private static double MostLikely(int[][] counts, JpegTables tables)
    {
        double[] all = Likelihoods(HighestDiagonals);
        double level = Levels[Array.IndexOf(all, all.Max())];
        foreach (int diagonals in StricterDiagonals)
        {
            double[] likelihoods = Likelihoods(diagonals);
            double least = likelihoods.Max() - Tolerance;
            level = Math.Min(level, Levels[Array.FindLastIndex(likelihoods, likelihood => likelihood >= least)]);
        }

        return level;

        double[] Likelihoods(int diagonals)
        {
            int[] indices = [.. Enumerable.Range(0, counts.Length).Where(i => (i / Side) + (i % Side) >= diagonals)];
            return [.. Levels.Select(level => indices.Sum(i => Likelihood(counts[i], tables.Luminance[i] / level)))];
        }
    }

    /// <summary>Logarithm of the probability of counts.</summary>
    /// <param name="counts">Of values rounded to 0, to one step and to more.</param>
    /// <param name="step">The step over the standard deviation.</param>
    private static double Likelihood(int[] counts, double step)
    {
        double zero = Within(step / 2), one = Within(1.5 * step) - zero;
        return Term(counts[0], zero) + Term(counts[1], one) + Term(counts[2], 1 - zero - one);

        static double Term(int count, double probability) => count == 0 ? 0 : count * Math.Log(Math.Max(probability, 1e-12));
    }

    /// <summary>The probability that a normal variable is at most so many standard deviations from its mean (Abramowitz and Stegun 7.1.26).</summary>
    private static double Within(double deviations)
    {
        double x = deviations / Math.Sqrt(2), t = 1 / (1 + (0.3275911 * x));
        double polynomial = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return 1 - (polynomial * Math.Exp(-x * x));
    }
}
