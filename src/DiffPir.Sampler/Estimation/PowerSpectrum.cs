namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Mean power of the brightness of a picture by frequency and direction, in bins. White noise of variance s2 has power s2 in every bin.
/// </summary>
internal sealed class PowerSpectrum
{
    private const int RadialBins = 96;
    private const int AngularBins = 60;

    /// <summary>Below this, in cycles per pixel, the window and the layout of the scene decide.</summary>
    private const double Lowest = 0.02;

    /// <summary>Above this the corners of the square of frequencies begin.</summary>
    private const double Highest = 0.45;

    /// <summary>Side of the windows that a large picture is looked at through.</summary>
    private const int WindowSide = 512;

    private const int MostWindowsASide = 3;

    private readonly BinSum[] _sums;

    private PowerSpectrum(BinSum[] sums, int pixels) => (_sums, Pixels) = (sums, pixels);

    /// <summary>Pixels that were looked at, those of all windows.</summary>
    public int Pixels { get; }

    /// <summary>Bins that are wide or narrow as asked for, up to a frequency; empty ones left out.</summary>
    /// <param name="radial">How many of the narrowest bins make one along the frequency: 1, 2, 4, ...</param>
    /// <param name="angular">The same along the angle: 1, 2, 3, 5, ...</param>
    /// <param name="highest">Higher frequencies are left out.</param>
    public SpectrumBin[] Bins(int radial, int angular, double highest)
    {
        int angles = AngularBins / angular;
        var merged = new BinSum[RadialBins / radial * angles];
        for (int i = 0; i < _sums.Length; i++)
        {
            merged[(i / AngularBins / radial * angles) + (i % AngularBins / angular)].Add(_sums[i]);
        }

        return [.. merged.Where(static sum => sum.Count > 0).Select(static sum => sum.Mean).Where(bin => bin.Frequency <= highest)];
    }

    /// <summary>Measures a picture: whole where it is small, else the mean of windows spread over it.</summary>
    public static PowerSpectrum Of(PlanarImage image)
    {
        var plane = Brightness.Of(image);
        int rows = HostFourier.LengthAtMost(Math.Min(WindowSide, image.Height)), columns = HostFourier.LengthAtMost(Math.Min(WindowSide, image.Width));
        var transform = new HostFourier(rows, columns);
        var sums = new BinSum[RadialBins * AngularBins];
        int windows = 0;
        foreach (int top in Places(image.Height, rows))
        {
            foreach (int left in Places(image.Width, columns))
            {
                Accumulate(sums, transform, plane, (top * image.Width) + left, image.Width);
                windows++;
            }
        }

        return new PowerSpectrum(sums, windows * rows * columns);
    }

    private static IEnumerable<int> Places(int length, int window)
    {
        int count = Math.Clamp(length / window, 1, MostWindowsASide);
        return Enumerable.Range(0, count).Select(i => (length - window) * ((2 * i) + 1) / (2 * count));
    }

    private static void Accumulate(BinSum[] sums, HostFourier transform, float[] plane, int offset, int pitch)
    {
        int rows = transform.Rows, columns = transform.Columns;
        var (real, norm) = Windowed(plane, offset, pitch, rows, columns);
        var imaginary = new float[real.Length];
        transform.Forward(real, imaginary);

        // Half of the plane: the other half of a real picture's spectrum repeats it.
        for (int u = 0; u <= columns / 2; u++)
        {
            for (int v = u == 0 ? 1 : 0; v < rows; v++)
            {
                double x = (double)u / columns, y = (double)(v > rows / 2 ? v - rows : v) / rows, frequency = Math.Sqrt((x * x) + (y * y));
                if (frequency is < Lowest or >= Highest || (u == 0 && v > rows / 2))
                {
                    continue;
                }

                // Rows count downwards: a positive vertical frequency points down.
                double angle = Math.Atan2(-y, x), folded = angle < 0 ? angle + Math.PI : angle;
                int radial = (int)((frequency - Lowest) / (Highest - Lowest) * RadialBins);
                int angular = Math.Min(AngularBins - 1, (int)(folded / Math.PI * AngularBins)), i = (u * rows) + v;
                double power = (((double)real[i] * real[i]) + ((double)imaginary[i] * imaginary[i])) / norm;
                sums[(radial * AngularBins) + angular].Add(new BinSum(1, power, frequency, Math.Sin(folded), Math.Cos(folded)));
            }
        }
    }

    /// <summary>Part of a plane, its mean removed, under a Hann window, and the sum of the squared window.</summary>
    private static (float[] Values, double Norm) Windowed(float[] plane, int offset, int pitch, int rows, int columns)
    {
        static double Hann(int i, int length) => 0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length));
        double weights = 0, sum = 0, norm = 0;
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                double weight = Hann(y, rows) * Hann(x, columns);
                weights += weight;
                sum += weight * plane[offset + (y * pitch) + x];
                norm += weight * weight;
            }
        }

        var values = new float[rows * columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                values[(y * columns) + x] = (float)(Hann(y, rows) * Hann(x, columns) * (plane[offset + (y * pitch) + x] - (sum / weights)));
            }
        }

        return (values, norm);
    }

    private record struct BinSum(double Count, double Power, double Frequency, double Sine, double Cosine)
    {
        public readonly SpectrumBin Mean => new(Count, Power / Count, Frequency / Count, Math.Atan2(Sine, Cosine));

        public void Add(BinSum other)
        {
            Count += other.Count;
            Power += other.Power;
            Frequency += other.Frequency;
            Sine += other.Sine;
            Cosine += other.Cosine;
        }
    }
}
