namespace DiffPir.Sampler.Estimation;

/// <summary>What is looked at to tell damage of one kind; for black damage all levels are counted from white downwards.</summary>
internal sealed class DamageFeatures
{
    /// <summary>Works them out.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="isWhite">Whether white damage is looked for, or black.</param>
    /// <param name="thin">Radius of the opening that takes away what is thin.</param>
    public DamageFeatures(PlanarImage image, bool isWhite, int thin)
    {
        (Rows, Columns) = (image.Height, image.Width);
        int count = Rows * Columns;
        (Level, Least, Colour) = (new float[count], new float[count], new float[count]);
        Parallel.For(0, Rows, y =>
        {
            for (int i = y * Columns; i < (y + 1) * Columns; i++)
            {
                float sum = 0, least = 1, most = 0;
                for (int c = 0; c < image.Channels; c++)
                {
                    float value = image.Data[(c * count) + i], level = isWhite ? value : 1 - value;
                    sum += level;
                    (least, most) = (Math.Min(least, level), Math.Max(most, level));
                }

                (Level[i], Least[i], Colour[i]) = (sum / image.Channels, least, most - least);
            }
        });
        Broad = Morphology.Open(Level, Rows, Columns, thin);
        Contrast = [.. Level.Zip(Broad, static (level, broad) => level - broad)];
    }

    /// <summary>Rows of the planes.</summary>
    public int Rows { get; }

    /// <summary>Columns of the planes.</summary>
    public int Columns { get; }

    /// <summary>Mean of the channels.</summary>
    public float[] Level { get; }

    /// <summary>The least of the channels: damage is near the extreme in all of them.</summary>
    public float[] Least { get; }

    /// <summary>Largest less smallest channel.</summary>
    public float[] Colour { get; }

    /// <summary>The level without what is thin.</summary>
    public float[] Broad { get; }

    /// <summary>The level of what is thin above what is not.</summary>
    public float[] Contrast { get; }
}
