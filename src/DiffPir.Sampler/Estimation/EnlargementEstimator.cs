namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Tells whether a picture was enlarged by interpolation before: interpolated pixels curve less than those between which they were
/// put, so that the mean curvature along rows and columns repeats with the period of the enlargement (Gallagher 2005). Factors from 2
/// on; smaller ones look like larger ones here and are not reported.
/// </summary>
public static class EnlargementEstimator
{
    private const int MostFactor = 6, LeastPeriods = 16;

    /// <summary>Lines looked at in either direction: more do not make a period of a large picture clearer, only slower to find.</summary>
    private const int MostLines = 640;

    /// <summary>Lines side by side, so that those down a picture are not read one value a cache line.</summary>
    private const int StripWidth = 16;

    /// <summary>How far the line of a period must stand above the median of the spectrum, geometric mean of both directions.</summary>
    private const double RequiredPeak = 6;

    /// <summary>The factor, or null where none shows.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="jpeg">
    /// The tables of the JPEG it is or was, or null. In a JPEG a period of four pixels comes from its blocks more often than from an enlargement, and
    /// is not told.
    /// </param>
    public static double? Estimate(PlanarImage image, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        double[] across = Peaks(Curvature(image, isAcross: true));
        double[] down = Peaks(Curvature(image, isAcross: false));
        double[] peaks = [.. across.Zip(down, static (a, d) => Math.Sqrt(a * d))];
        int best = Enumerable.Range(2, MostFactor - 1).MaxBy(factor => peaks[factor]);

        // The blocks of JPEG repeat every 8 pixels, and show at half and a quarter of that as well.
        bool isGrid = (best is 2 or 4 && peaks[8] > 0.5 * peaks[best]) || (best == 4 && jpeg is not null);
        return peaks[best] >= RequiredPeak && !isGrid ? best : null;
    }

    /// <summary>Sum over lines of the absolute second difference at each place along them.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="isAcross">Whether the lines are rows, or columns.</param>
    private static double[] Curvature(PlanarImage image, bool isAcross)
    {
        var (lines, length) = isAcross ? (image.Height, image.Width) : (image.Width, image.Height);
        double[] curvature = new double[length - 2];
        int strips = Math.Min((lines + StripWidth - 1) / StripWidth, MostLines / StripWidth);
        for (int strip = 0; strip < strips; strip++)
        {
            // Side by side where all are looked at, else spread evenly.
            int first = strips * StripWidth < lines ? (int)((long)(lines - StripWidth) * strip / (strips - 1)) : strip * StripWidth;
            int count = Math.Min(StripWidth, lines - first), step = isAcross ? 1 : count, pitch = isAcross ? length : 1;
            float[] plane = isAcross ? Brightness.Of(image, first, 0, count, length) : Brightness.Of(image, 0, first, length, count);
            for (int line = 0; line < count; line++)
            {
                for (int i = 0, at = (line * pitch) + step; i < curvature.Length; i++, at += step)
                {
                    curvature[i] += Math.Abs((2 * plane[at]) - plane[at - step] - plane[at + step]);
                }
            }
        }

        return curvature;
    }

    /// <summary>Amplitude at the frequencies 1/2 .. 1/8 over the median amplitude of the frequencies around; index 8 holds that of 1/8.</summary>
    private static double[] Peaks(double[] curvature)
    {
        const int Longest = 8;
        double[] peaks = new double[Longest + 1];
        for (int factor = 2; factor <= Longest; factor++)
        {
            // A whole number of periods, so that the line falls on one frequency.
            int whole = curvature.Length / factor * factor, line = whole / factor;
            if (line < LeastPeriods)
            {
                continue;
            }

            double[] around = [.. Enumerable.Range(line - 12, 25).Where(k => Math.Abs(k - line) > 1 && k > 0 && k <= whole / 2)
                .Select(k => Amplitude(curvature, whole, k))];
            peaks[factor] = Amplitude(curvature, whole, line) / Math.Max(1e-9, around.Order().ElementAt(around.Length / 2));
        }

        return peaks;
    }

    private static double Amplitude(double[] values, int length, int frequency)
    {
        double mean = values.Take(length).Average(), real = 0, imaginary = 0;
        for (int i = 0; i < length; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * frequency * (double)i / length);
            real += (values[i] - mean) * cos;
            imaginary += (values[i] - mean) * sin;
        }

        return Math.Sqrt((real * real) + (imaginary * imaginary));
    }
}
