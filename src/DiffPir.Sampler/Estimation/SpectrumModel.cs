namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Fits the spectrum of a photograph under a given blur: V = S |H|^2 + s2 with S = A f^-p exp(c1 cos 2a + c2 sin 2a + c3 cos 4a + c4 sin 4a)
/// for the sharp scene (a power law whose strength depends on the direction: buildings are not the same along and across), s2 for the noise. The
/// periodogram of each frequency is V times an exponential variable; all but the blur is chosen for the greatest likelihood, by Fisher scoring.
/// </summary>
internal sealed class SpectrumModel
{
    private const int Unknowns = 7, Amplitude = 0, Exponent = 1, Noise = 2, FirstDirection = 3;
    private const int Iterations = 12;
    private const double ReferenceFrequency = 0.1;
    private const double LeastExponent = 1.5, LargestExponent = 3.4, LargestDirection = 1.5;

    private readonly SpectrumBin[] _bins;
    private readonly double[][] _slopes;
    private readonly double _leastNoise;
    private readonly double _largestNoise;
    private readonly double _leastPower;

    /// <summary>Prepares to fit one spectrum.</summary>
    /// <param name="bins">What was measured.</param>
    /// <param name="noise">Range of the variance of the white part, of values on [0,1].</param>
    /// <param name="leastPower">
    /// What dead frequencies of a blur let through all the same: little, as no blur is perfect; more to find one whose parameters are only
    /// known roughly.
    /// </param>
    public SpectrumModel(SpectrumBin[] bins, (double Least, double Largest) noise, double leastPower)
    {
        (_bins, _leastPower) = (bins, leastPower);
        (_leastNoise, _largestNoise) = (Math.Log(noise.Least), Math.Log(noise.Largest));
        _slopes =
        [
            .. _bins.Select(static bin => new[]
            {
                1, -Math.Log(bin.Frequency / ReferenceFrequency), 0, Math.Cos(2 * bin.Angle), Math.Sin(2 * bin.Angle), Math.Cos(4 * bin.Angle),
                Math.Sin(4 * bin.Angle),
            }),
        ];
    }

    /// <summary>The logarithm of the likelihood of a blur, the rest at its best.</summary>
    public double LogLikelihood(ParametricBlur blur) => LogLikelihood(blur.PowerAt);

    /// <summary>The same for any blur.</summary>
    /// <param name="powerAt">|H|^2 by frequency in cycles per pixel and angle in radians.</param>
    public double LogLikelihood(Func<double, double, double> powerAt)
    {
        double[] power = [.. _bins.Select(bin => Math.Max(_leastPower, powerAt(bin.Frequency, bin.Angle)))];
        var unknowns = Start(power);
        double best = Evaluate(unknowns, power), damping = 1e-3;
        var gradient = new double[Unknowns];
        var information = new double[Unknowns, Unknowns];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Derive(unknowns, power, gradient, information);
            var next = Clamp(Step(unknowns, gradient, information, damping));
            double value = Evaluate(next, power);
            damping = value > best ? damping / 5 : damping * 10;
            bool done = value > best && value - best < 0.01;
            if (value > best)
            {
                (best, unknowns) = (value, next);
            }

            if (done)
            {
                break;
            }
        }

        return best;
    }

    private double[] Start(double[] power)
    {
        var unknowns = new double[Unknowns];
        (unknowns[Exponent], unknowns[Noise]) = (2.4, _leastNoise);
        double sum = 0, count = 0, noise = Math.Exp(_leastNoise);
        for (int i = 0; i < power.Length; i++)
        {
            // Only where the blur lets enough through does the scene show.
            if (power[i] > 0.05)
            {
                sum += _bins[i].Count * Math.Log(Math.Max(0.1 * _bins[i].Power, _bins[i].Power - noise) / (power[i] * Math.Exp(2.4 * _slopes[i][Exponent])));
                count += _bins[i].Count;
            }
        }

        unknowns[Amplitude] = count > 0 ? sum / count : 0;
        return unknowns;
    }

    private double Signal(int i, double[] unknowns, double[] power)
    {
        double log = 0;
        for (int k = 0; k < Unknowns; k++)
        {
            log += unknowns[k] * _slopes[i][k];
        }

        return power[i] * Math.Exp(log);
    }

    private double Evaluate(double[] unknowns, double[] power)
    {
        double sum = 0, noise = Math.Exp(unknowns[Noise]);
        for (int i = 0; i < power.Length; i++)
        {
            double variance = Signal(i, unknowns, power) + noise;
            sum -= _bins[i].Count * ((_bins[i].Power / variance) + Math.Log(variance));
        }

        return sum;
    }

    private void Derive(double[] unknowns, double[] power, double[] gradient, double[,] information)
    {
        Array.Clear(gradient);
        Array.Clear(information);
        double noise = Math.Exp(unknowns[Noise]);
        Span<double> slope = stackalloc double[Unknowns];
        for (int i = 0; i < power.Length; i++)
        {
            double signal = Signal(i, unknowns, power), variance = signal + noise, count = _bins[i].Count;
            for (int k = 0; k < Unknowns; k++)
            {
                slope[k] = (k == Noise ? noise : signal * _slopes[i][k]) / variance;
            }

            double excess = count * ((_bins[i].Power / variance) - 1);
            for (int k = 0; k < Unknowns; k++)
            {
                gradient[k] += excess * slope[k];
                for (int l = 0; l <= k; l++)
                {
                    information[k, l] += count * slope[k] * slope[l];
                }
            }
        }
    }

    private static double[] Step(double[] unknowns, double[] gradient, double[,] information, double damping)
    {
        var matrix = new double[Unknowns, Unknowns];
        for (int k = 0; k < Unknowns; k++)
        {
            for (int l = 0; l < Unknowns; l++)
            {
                matrix[k, l] = k >= l ? information[k, l] : information[l, k];
            }

            matrix[k, k] += (damping * information[k, k]) + 1e-9;
        }

        double[] step = LinearSystem.Solve(matrix, gradient);
        return [.. unknowns.Select((value, k) => value + step[k])];
    }

    private double[] Clamp(double[] unknowns)
    {
        unknowns[Exponent] = Math.Clamp(unknowns[Exponent], LeastExponent, LargestExponent);
        unknowns[Noise] = Math.Clamp(unknowns[Noise], _leastNoise, _largestNoise);
        for (int k = FirstDirection; k < Unknowns; k++)
        {
            unknowns[k] = Math.Clamp(unknowns[k], -LargestDirection, LargestDirection);
        }

        return unknowns;
    }
}
