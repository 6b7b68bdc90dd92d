namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Recognises monochrome prints, as a sepia one that was scanned: their channels are functions of one tone, noise and all. Of a photograph of colours, each
/// channel has noise of its own, which no function of the others explains.
/// </summary>
internal static class TintFinder
{
    /// <summary>Steps of the tone, between the darkest and the brightest of the picture.</summary>
    private const int Steps = 1024;

    /// <summary>Pixels that a knot of the curves is the mean of: so many, and this share of all.</summary>
    private const int FewestPixels = 16;
    private const double LeastShare = 0.001;

    /// <summary>
    /// What the curves may leave unexplained, root mean square in grey levels: rounding to eight bits leaves 0.1 to 0.4; of photographs, those in hardly more
    /// than one colour included, 0.9 and more is left.
    /// </summary>
    private const double MostUnexplained = 0.6;

    /// <summary>
    /// The same as a share of the tone's noise, for JPEG compression treats channels differently: of prints with noise of 12 or more it leaves 0.05 to 0.25;
    /// where channels have noise of their own, 1.2 and more is left, and 0.27 where JPEG compression took most of that from a picture with hardly any colour.
    /// </summary>
    private const double MostOfNoise = 0.25;

    /// <summary>The tint of a picture; null where it has colours, or is grey, or of one shade.</summary>
    /// <param name="picture">Values on [0,1].</param>
    /// <param name="mask">Which of its pixels are known; null for all.</param>
    public static Tint? Find(PlanarImage picture, PixelMask? mask)
    {
        if (picture.HasEqualChannels() || mask?.KnownCount == 0)
        {
            return null;
        }

        var tone = picture.MeanOfChannels();
        double[] slopes = Slopes(picture, tone, mask);
        if (slopes.Length == 0)
        {
            return null;
        }

        double contrast = Math.Sqrt(slopes.Average(static slope => slope * slope));
        var (least, most) = Stretch(tone, mask, contrast);
        var (tones, values) = Knots(picture, tone, mask, least, most);
        var tint = new Tint(tone, tones, values, [.. slopes.Select(slope => (float)(slope / contrast))]);
        double unexplained = Unexplained(picture, tint, mask);
        return unexplained <= MostUnexplained
            || (!NoiseEstimator.IsUnreadable(tone, mask) && unexplained <= MostOfNoise * NoiseEstimator.Estimate(tone, mask).Level) ? tint : null;
    }

    private static bool IsKnown(PixelMask? mask, int pixel) => mask is null || mask.Known[pixel];

    /// <summary>How much of a change of the tone each channel shows; empty where the tone is the same everywhere.</summary>
    private static double[] Slopes(PlanarImage picture, PlanarImage tone, PixelMask? mask)
    {
        int pixels = tone.Data.Length;
        double mean = 0, variance = 0;
        double[] products = new double[picture.Channels];
        for (int i = 0, seen = 0; i < pixels; i++)
        {
            if (IsKnown(mask, i))
            {
                mean += (tone.Data[i] - mean) / ++seen;
            }
        }

        for (int i = 0; i < pixels; i++)
        {
            double deviation = IsKnown(mask, i) ? tone.Data[i] - mean : 0;
            variance += deviation * deviation;
            for (int c = 0; c < products.Length; c++)
            {
                products[c] += deviation * picture.Data[(c * pixels) + i];
            }
        }

        return variance == 0 ? [] : [.. products.Select(product => product / variance)];
    }

    /// <summary>
    /// Raises the contrast of a tone, so that noise has there the level that it has in the channels; the room left for it, below black and above white, is used
    /// up in proportion. Returns the least and the greatest tone of known pixels.
    /// </summary>
    private static (float Least, float Most) Stretch(PlanarImage tone, PixelMask? mask, double contrast)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int i = 0; i < tone.Data.Length; i++)
        {
            (least, most) = IsKnown(mask, i) ? (Math.Min(least, tone.Data[i]), Math.Max(most, tone.Data[i])) : (least, most);
        }

        double room = 1 - (most - least), centre = room <= 0 ? 0.5 : least / room;
        for (int i = 0; i < tone.Data.Length; i++)
        {
            tone.Data[i] = Stretched(tone.Data[i]);
        }

        return (Stretched(least), Stretched(most));

        float Stretched(float value) => (float)(centre + (contrast * (value - centre)));
    }

    /// <summary>The channels' curves: their means over pixels of about one tone.</summary>
    private static (float[] Tones, float[][] Values) Knots(PlanarImage picture, PlanarImage tone, PixelMask? mask, float least, float most)
    {
        int pixels = tone.Data.Length, known = 0;
        int[] counts = new int[Steps];
        double[][] sums = [.. Enumerable.Range(0, picture.Channels + 1).Select(static _ => new double[Steps])]; // the last one's are of the tone
        for (int i = 0; i < pixels; i++)
        {
            if (IsKnown(mask, i))
            {
                int step = Math.Clamp((int)((tone.Data[i] - least) / (most - least) * Steps), 0, Steps - 1);
                known++;
                counts[step]++;
                sums[^1][step] += tone.Data[i];
                for (int c = 0; c < picture.Channels; c++)
                {
                    sums[c][step] += picture.Data[(c * pixels) + i];
                }
            }
        }

        int fewest = Math.Max(FewestPixels, (int)(LeastShare * known));
        var knots = new List<float>[sums.Length];
        for (int c = 0; c < sums.Length; c++)
        {
            knots[c] = [];
            var (sum, count, left) = (0.0, 0, known);
            for (int step = 0; step < Steps; step++)
            {
                (sum, count, left) = (sum + sums[c][step], count + counts[step], left - counts[step]);
                if (count > 0 && ((count >= fewest && left >= fewest) || step == Steps - 1))
                {
                    knots[c].Add((float)(sum / count));
                    (sum, count) = (0, 0);
                }
            }
        }

        return ([.. knots[^1]], [.. knots[..^1].Select(static list => list.ToArray())]);
    }

    /// <summary>Root mean square of what the channels are besides functions of the tone, in grey levels.</summary>
    private static double Unexplained(PlanarImage picture, Tint tint, PixelMask? mask)
    {
        var explained = tint.Apply(tint.Tone);
        int pixels = tint.Tone.Data.Length, known = mask?.KnownCount ?? pixels;
        double sum = 0;
        for (int i = 0; i < picture.Data.Length; i++)
        {
            double difference = IsKnown(mask, i % pixels) ? picture.Data[i] - explained.Data[i] : 0;
            sum += difference * difference;
        }

        return 255 * Math.Sqrt(sum / (known * (double)picture.Channels));
    }
}
