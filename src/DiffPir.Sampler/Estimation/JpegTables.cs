namespace DiffPir.Sampler.Estimation;

/// <summary>The steps to which a JPEG compression rounded the coefficients of 8x8 blocks.</summary>
public sealed record JpegTables
{
    private const int Side = 8, Count = Side * Side;

    /// <summary>Largest floor that is assumed: what was lost beyond it is outside the frequencies that a restoration can use.</summary>
    private const double LargestFloor = 8;

    /// <summary>The luminance table of the standard (annex K), natural order; programs scale it by their quality setting.</summary>
    private static readonly int[] StandardLuminance =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>The chrominance table of the standard, natural order.</summary>
    private static readonly int[] StandardChrominance =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Takes over tables.</summary>
    /// <param name="luminance">64 steps in grey levels, natural order: [i * 8 + j] of vertical frequency i and horizontal frequency j.</param>
    /// <param name="chrominance">The same for the colour differences; those of the luminance where the picture is grey.</param>
    /// <exception cref="ArgumentException">A table has no 64 entries, or one is below 1.</exception>
    public JpegTables(IReadOnlyList<int> luminance, IReadOnlyList<int> chrominance)
    {
        Require(luminance, nameof(luminance));
        Require(chrominance, nameof(chrominance));
        (Luminance, Chrominance) = (luminance, chrominance);
    }

    /// <summary>Steps of the luminance.</summary>
    public IReadOnlyList<int> Luminance { get; }

    /// <summary>Steps of both colour differences.</summary>
    public IReadOnlyList<int> Chrominance { get; }

    /// <summary>The quality setting, 1 to 100, whose standard luminance table comes closest.</summary>
    public int Quality => Enumerable.Range(1, 100).MinBy(quality => Distance(Scale(StandardLuminance, quality), Luminance));

    /// <summary>
    /// Standard deviation, in grey levels, of the error that rounding leaves in the frequencies a restoration works with: 0.29 times the
    /// mean step of the 14 lowest coefficients without the first, at most 8.
    /// </summary>
    public double NoiseFloor => Math.Min(LargestFloor, NoiseEstimate.Rounding * LowSteps().Average());

    /// <summary>
    /// Power of the rounding of the luminance at a frequency, of values on [0,1] as in <see cref="PowerSpectrum"/>: a coefficient that is rounded to
    /// multiples of q is wrong by q^2 / 12 in the mean, and coefficient (i, j) of a block stands for the frequency (i / 16, j / 16).
    /// </summary>
    /// <param name="across">Horizontal frequency in cycles per pixel, -0.5 to 0.5.</param>
    /// <param name="down">Vertical frequency, likewise.</param>
    internal double RoundingAt(double across, double down)
    {
        double i = Math.Min(2 * Side * Math.Abs(down), Side - 1), j = Math.Min(2 * Side * Math.Abs(across), Side - 1);
        int row = Math.Min((int)i, Side - 2), column = Math.Min((int)j, Side - 2), at = (row * Side) + column;
        double Mix(int first, double share) => ((1 - share) * Luminance[first]) + (share * Luminance[first + 1]);
        double step = ((1 - (i - row)) * Mix(at, j - column)) + ((i - row) * Mix(at + Side, j - column));
        return Math.Pow(step / 255, 2) / 12;
    }

    /// <summary>The tables of the transposed picture.</summary>
    public JpegTables Transposed() => new(Transposed(Luminance), Transposed(Chrominance));

    /// <summary>The tables that most programs use for a quality setting.</summary>
    /// <param name="quality">1 to 100.</param>
    public static JpegTables Standard(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return new JpegTables(Scale(StandardLuminance, quality), Scale(StandardChrominance, quality));
    }

    private static int[] Transposed(IReadOnlyList<int> table) => [.. Enumerable.Range(0, Count).Select(i => table[(i % 8 * 8) + (i / 8)])];

    private static int[] Scale(int[] table, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return [.. table.Select(q => Math.Clamp(((q * percent) + 50) / 100, 1, 255))];
    }

    /// <summary>In logarithms: steps of 1 and 2 are as far apart as 50 and 100.</summary>
    private static double Distance(int[] a, IReadOnlyList<int> b) =>
        Enumerable.Range(0, Count).Sum(i => Math.Pow(Math.Log((double)a[i] / b[i]), 2));

    private static void Require(IReadOnlyList<int> table, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        if (table.Count != Count || table.Any(static q => q < 1))
        {
            throw new ArgumentException($"a table has 64 steps of at least 1, this one has {table.Count} and its least is {table.DefaultIfEmpty().Min()}",
                name);
        }
    }

    private IEnumerable<int> LowSteps() => Enumerable.Range(1, Count - 1).Where(static i => (i / 8) + (i % 8) <= 4).Select(i => Luminance[i]);
}
