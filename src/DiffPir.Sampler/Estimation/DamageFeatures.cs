namespace DiffPir.Sampler.Estimation;

/// <summary>What is looked at to tell damage of one kind, white or black. Levels grow towards that kind and span the picture's own range.</summary>
internal sealed class DamageFeatures
{
    /// <summary>Within so many rows and columns lie the near and the wide surroundings that damage is compared with.</summary>
    private const int NearRadius = 6, WideRadius = 15;

    /// <summary>Contrast counts up to this when the mean contrast around is taken: a scratch does not hide itself.</summary>
    private const float MostContrast = 0.25f;

    /// <summary>Works them out.</summary>
    /// <param name="level">Mean of the channels; 1 for the extreme that is looked for and 0 for the other.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="thin">Radius of the opening that takes away what is thin.</param>
    public DamageFeatures(float[] level, int rows, int columns, int thin)
    {
        Level = level;
        float[] broad = Morphology.Open(level, rows, columns, thin);
        Contrast = [.. level.Zip(broad, static (value, without) => value - without)];
        AboveNear = Above(NearRadius);
        AboveWide = Above(WideRadius);
        Around = Morphology.Mean([.. Contrast.Select(static contrast => Math.Min(contrast, MostContrast))], rows, columns, WideRadius);

        float[] Above(int radius)
        {
            float[] highest = Morphology.Dilate(broad, rows, columns, radius);
            for (int i = 0; i < highest.Length; i++)
            {
                highest[i] = level[i] - highest[i];
            }

            return highest;
        }
    }

    /// <summary>The level.</summary>
    public float[] Level { get; }

    /// <summary>The level of what is thin above what is not.</summary>
    public float[] Contrast { get; }

    /// <summary>The level above all broad things near by.</summary>
    public float[] AboveNear { get; }

    /// <summary>The level above all broad things farther around.</summary>
    public float[] AboveWide { get; }

    /// <summary>Mean contrast around.</summary>
    public float[] Around { get; }
}
