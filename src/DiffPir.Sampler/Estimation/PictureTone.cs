namespace DiffPir.Sampler.Estimation;

/// <summary>The tone of a picture: its levels over its own range, and how far each pixel's colour is from the tint that the whole print has.</summary>
internal sealed class PictureTone
{
    private const int Bins = 1024;

    /// <summary>Share of the pixels that lie below and above the range.</summary>
    private const double Outside = 0.005;

    /// <summary>A range is no smaller than this: a flat picture is no stretched one.</summary>
    private const float LeastRange = 0.2f;

    /// <summary>Measures it.</summary>
    /// <param name="image">Values on [0,1].</param>
    public PictureTone(PlanarImage image)
    {
        Level = Brightness.Of(image, 0, 0, image.Height, image.Width);
        Colour = new float[Level.Length];
        if (image.Channels > 1)
        {
            MeasureColour(image);
        }

        Stretch();
    }

    /// <summary>Mean of the channels: 0 at the darkest and 1 at the brightest that is not rare.</summary>
    public float[] Level { get; }

    /// <summary>Largest less smallest channel, each without its part that follows the level: 0 wherever the print is sepia, or grey.</summary>
    public float[] Colour { get; }

    private void MeasureColour(PlanarImage image)
    {
        int count = Level.Length;
        double mean = Level.Average(static v => (double)v), variance = Level.Average(v => (v - mean) * (v - mean)) + 1e-9;
        float[] most = new float[count];
        Array.Fill(most, float.NegativeInfinity);
        Array.Fill(Colour, float.PositiveInfinity);
        for (int c = 0; c < image.Channels; c++)
        {
            double own = 0, both = 0;
            for (int i = 0; i < count; i++)
            {
                own += image.Data[(c * count) + i] / (double)count;
                both += (Level[i] - mean) * image.Data[(c * count) + i] / count;
            }

            double slope = both / variance;
            for (int i = 0; i < count; i++)
            {
                float left = (float)(image.Data[(c * count) + i] - own - (slope * (Level[i] - mean)));
                (Colour[i], most[i]) = (Math.Min(Colour[i], left), Math.Max(most[i], left));
            }
        }

        for (int i = 0; i < count; i++)
        {
            Colour[i] = most[i] - Colour[i];
        }
    }

    private void Stretch()
    {
        int[] counts = new int[Bins];
        foreach (float value in Level)
        {
            counts[Math.Clamp((int)(value * Bins), 0, Bins - 1)]++;
        }

        float darkest = Quantile(counts, Outside), range = Math.Max(Quantile(counts, 1 - Outside) - darkest, LeastRange);
        for (int i = 0; i < Level.Length; i++)
        {
            Level[i] = (Level[i] - darkest) / range;
        }
    }

    /// <summary>The level that a share of all is below, to within a bin.</summary>
    private float Quantile(int[] counts, double share)
    {
        double below = share * Level.Length;
        int bin = 0;
        for (int seen = counts[0]; seen < below && bin < Bins - 1; seen += counts[bin])
        {
            bin++;
        }

        return (bin + 0.5f) / Bins;
    }
}
