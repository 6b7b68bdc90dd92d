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

    /// <summary>Shares of a frequency and of its two neighbours in what a Hann window shows of it.</summary>
    private static readonly double[] HannShares = [1.0 / 6, 2.0 / 3, 1.0 / 6];

    private readonly BinSum[] _sums;
    private readonly int _rows;
    private readonly int _columns;

    private PowerSpectrum(BinSum[] sums, int rows, int columns) => (_sums, _rows, _columns) = (sums, rows, columns);

    /// <summary>Bins that are wide or narrow as asked for; empty ones left out.</summary>
    /// <param name="radial">How many of the narrowest bins make one along the frequency: 1, 2, 4, ...</param>
    /// <param name="angular">The same along the angle: 1, 2, 3, 5, ...</param>
    public SpectrumBin[] Bins(int radial, int angular) => [.. Merged(_sums, radial, angular).Select(static sum => sum.Mean)];

    /// <summary>
    /// What a kernel lets through, |K|^2, in the narrowest bins, as the windows of this spectrum would show it of a scene whose power is the same
    /// everywhere: they mix neighbouring frequencies, so that no frequency looks quite dead.
    /// </summary>
    /// <returns>One value for each of Bins(1, 1); null where the kernel is larger than a window.</returns>
    public double[]? PowerOf(BlurKernel kernel)
    {
        if (kernel.Height > _rows || kernel.Width > _columns)
        {
            return null;
        }

        var transform = new KernelTransform(kernel, _rows, _columns);
        var (places, sums) = Places(_rows, _columns);
        foreach (var (index, bin) in places)
        {
            var (column, row) = Math.DivRem(index, HalfOf(_rows));
            for (int i = 0; i < HannShares.Length * HannShares.Length; i++)
            {
                int right = i % HannShares.Length, down = i / HannShares.Length;
                sums[bin].Power += HannShares[down] * HannShares[right] * transform.PowerAt(row + down - 1, column + right - 1);
            }
        }

        return [.. Merged(sums, 1, 1).Select(static sum => sum.Mean.Power)];
    }

    /// <summary>Measures a picture: whole where it is small, else the mean of windows spread over it.</summary>
    public static PowerSpectrum Of(PlanarImage image)
    {
        int rows = HostFourier.LengthAtMost(Math.Min(WindowSide, image.Height)), columns = HostFourier.LengthAtMost(Math.Min(WindowSide, image.Width));
        var transform = new HostFourier(rows, columns);
        var (places, sums) = Places(rows, columns);
        double[] power = new double[sums.Length];
        float[] real = new float[transform.HalfRows * columns], imaginary = new float[real.Length];
        int windows = 0;
        double[] down = Hann(rows), across = Hann(columns);
        double norm = down.Sum(static w => w * w) * across.Sum(static w => w * w);
        foreach (int top in Windows.Beginnings(image.Height, rows, MostWindowsASide))
        {
            foreach (int left in Windows.Beginnings(image.Width, columns, MostWindowsASide))
            {
                float[] plane = Brightness.Of(image, top, left, rows, columns);
                Taper(plane, down, across);
                transform.Forward(plane, real, imaginary);
                foreach (var (index, bin) in places)
                {
                    power[bin] += (((double)real[index] * real[index]) + ((double)imaginary[index] * imaginary[index])) / norm;
                }

                windows++;
            }
        }

        return new PowerSpectrum([.. sums.Select((sum, bin) => sum.Times(windows) with { Power = power[bin] })], rows, columns);
    }

    private static IEnumerable<BinSum> Merged(BinSum[] sums, int radial, int angular)
    {
        int angles = AngularBins / angular;
        var merged = new BinSum[RadialBins / radial * angles];
        for (int i = 0; i < sums.Length; i++)
        {
            merged[(i / AngularBins / radial * angles) + (i % AngularBins / angular)].Add(sums[i]);
        }

        return merged.Where(static sum => sum.Count > 0);
    }

    /// <summary>Half of the plane: the other half of a real picture's spectrum repeats it.</summary>
    private static int HalfOf(int rows) => (rows / 2) + 1;

    /// <summary>Which bin each frequency of a window belongs to, and what the bins hold of one window but for the power.</summary>
    private static ((int Index, int Bin)[] Places, BinSum[] Sums) Places(int rows, int columns)
    {
        var places = new List<(int, int)>(rows * columns / 2);
        var sums = new BinSum[RadialBins * AngularBins];

        int halfRows = HalfOf(rows);
        for (int u = 0; u < columns; u++)
        {
            for (int v = 0; v < halfRows; v++)
            {
                double x = (double)(u > columns / 2 ? u - columns : u) / columns, y = (double)v / rows, frequency = Math.Sqrt((x * x) + (y * y));
                if (frequency is < Lowest or >= Highest || (v == 0 && x < 0))
                {
                    continue;
                }

                // Rows count downwards: a positive vertical frequency points down.
                double angle = Math.Atan2(-y, x), folded = angle < 0 ? angle + Math.PI : angle;
                int radial = (int)((frequency - Lowest) / (Highest - Lowest) * RadialBins);
                int angular = Math.Min(AngularBins - 1, (int)(folded / Math.PI * AngularBins)), bin = (radial * AngularBins) + angular;
                places.Add(((u * halfRows) + v, bin));
                sums[bin].Add(new BinSum(1, 0, frequency, Math.Sin(folded), Math.Cos(folded)));
            }
        }

        return ([.. places], sums);
    }

    private static double[] Hann(int length) => [.. Enumerable.Range(0, length).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length)))];

    /// <summary>Removes the mean under a window, then applies the window.</summary>
    private static void Taper(float[] plane, double[] down, double[] across)
    {
        double sum = 0;
        for (int y = 0; y < down.Length; y++)
        {
            for (int x = 0; x < across.Length; x++)
            {
                sum += down[y] * across[x] * plane[(y * across.Length) + x];
            }
        }

        double mean = sum / (down.Sum() * across.Sum());
        for (int y = 0; y < down.Length; y++)
        {
            for (int x = 0; x < across.Length; x++)
            {
                ref float value = ref plane[(y * across.Length) + x];
                value = (float)(down[y] * across[x] * (value - mean));
            }
        }
    }

    private record struct BinSum(double Count, double Power, double Frequency, double Sine, double Cosine)
    {
        public readonly SpectrumBin Mean => new(Count, Power / Count, Frequency / Count, Math.Atan2(Sine, Cosine));

        public readonly BinSum Times(double factor) => new(factor * Count, factor * Power, factor * Frequency, factor * Sine, factor * Cosine);

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
