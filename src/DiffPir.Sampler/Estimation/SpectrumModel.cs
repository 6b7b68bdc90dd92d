using System.Numerics;
using System.Runtime.CompilerServices;
using DiffPir.Kernels;

namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Fits the spectrum of a photograph under a given blur: V = S |H|^2 + s2 with S = A f^-p exp(c1 cos 2a + c2 sin 2a + c3 cos 4a + c4 sin 4a)
/// for the sharp scene (a power law whose strength depends on the direction: buildings are not the same along and across), s2 for the noise. The
/// periodogram of each frequency is V times an exponential variable; all but the blur is chosen for the greatest likelihood, by Fisher
/// scoring. Where coefficients
/// were rounded, as by JPEG, the power may be off by that of the rounding, and what lies within speaks neither for a blur nor against it.
/// </summary>
internal sealed class SpectrumModel
{
    private const int Unknowns = 7, Amplitude = 0, Exponent = 1, Noise = 2, FirstDirection = 3;
    private const int Iterations = 12;
    private const double ReferenceFrequency = 0.1;

    /// <summary>
    /// What a measured bin gains by chance over the truth: a half for independent frequencies, 2.25 times that under the window, which spreads each
    /// over its neighbours.
    /// </summary>
    private const double ChancePerBin = 1.125;

    private const double LeastExponent = 1.5, LargestExponent = 3.4, LargestDirection = 1.5;

    private readonly SpectrumBin[] _bins;
    private readonly Vector<double>[] _counts;
    private readonly Vector<double>[] _powers;
    private readonly Vector<double>[] _roundings;
    private readonly Vector<double>[][] _slopes;
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
        Frequencies = Math.Max(1, bins.Where(static bin => bin.IsReadable).Sum(static bin => bin.Count));
        (_leastNoise, _largestNoise) = (Math.Log(noise.Least), Math.Log(noise.Largest));

        // What fills up the last vector counts for nothing.
        Vector<double>[] OfBins(Converter<SpectrumBin, double> valueOf, double filling = 0) => Packed(Array.ConvertAll(bins, valueOf), filling);
        _counts = OfBins(static bin => bin.Count);
        _powers = OfBins(static bin => bin.Power + bin.Rounding, filling: 1);
        _roundings = OfBins(static bin => bin.Rounding);
        _slopes =
        [
            OfBins(static _ => 1), OfBins(static bin => -Math.Log(bin.Frequency / ReferenceFrequency)), OfBins(static _ => 0),
            OfBins(static bin => Math.Cos(2 * bin.Angle)), OfBins(static bin => Math.Sin(2 * bin.Angle)),
            OfBins(static bin => Math.Cos(4 * bin.Angle)), OfBins(static bin => Math.Sin(4 * bin.Angle)),
        ];
    }

    /// <summary>How many frequencies the bins hold that can be read, at least 1.</summary>
    public double Frequencies { get; }

    /// <summary>Their share of all that were measured, 0 to 1.</summary>
    public double ReadableShare => Frequencies / _bins.Sum(static bin => bin.Count);

    /// <summary>
    /// What a fit leaves unexplained: how far it stays behind the spectrum that was measured, in logarithm of likelihood for each frequency, less what
    /// chance alone leaves.
    /// </summary>
    /// <param name="logLikelihood">That of the fit.</param>
    public double Misfit(double logLikelihood) =>
        (LargestLogLikelihood - logLikelihood - (ChancePerBin * _bins.Count(static bin => bin.IsReadable))) / Frequencies;

    /// <summary>The logarithm of the likelihood of a spectrum that is what was measured.</summary>
    public double LargestLogLikelihood => -_bins.Sum(static bin => bin.Count * (1 + Math.Log(bin.Power + bin.Rounding)));

    /// <summary>The logarithm of the likelihood of a blur, the rest at its best.</summary>
    public double LogLikelihood(ParametricBlur blur) => LogLikelihood(blur.PowerAt);

    /// <summary>The same for any blur.</summary>
    /// <param name="powerAt">|H|^2 by frequency in cycles per pixel and angle in radians.</param>
    public double LogLikelihood(Func<double, double, double> powerAt) => LogLikelihood(Array.ConvertAll(_bins, bin => powerAt(bin.Frequency, bin.Angle)));

    /// <summary>The same for a blur that lets so much power through in each bin.</summary>
    public double LogLikelihood(double[] powers)
    {
        var power = Packed(Array.ConvertAll(powers, passed => Math.Max(_leastPower, passed)), 1);
        double[] unknowns = Start(power);
        double best = Evaluate(unknowns, power), damping = 1e-3;
        double[] gradient = new double[Unknowns];
        double[,] information = new double[Unknowns, Unknowns];
        Derive(unknowns, power, gradient, information);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double[] next = Clamp(Step(unknowns, gradient, information, damping));
            double value = Evaluate(next, power), change = value - best;
            damping = change > 0 ? damping / 5 : damping * 10;
            if (change > 0)
            {
                (best, unknowns) = (value, next);
            }

            if (Math.Abs(change) < 0.01)
            {
                break;
            }

            if (change > 0)
            {
                Derive(unknowns, power, gradient, information);
            }
        }

        return best;
    }

    /// <summary>One value of each bin, as many in a vector as it holds.</summary>
    private static Vector<double>[] Packed(double[] values, double filling)
    {
        int lanes = Vector<double>.Count;
        double[] filled = new double[Rounding.RoundUp(values.Length, lanes)];
        values.CopyTo(filled, 0);
        Array.Fill(filled, filling, values.Length, filled.Length - values.Length);
        return [.. Enumerable.Range(0, filled.Length / lanes).Select(i => new Vector<double>(filled, i * lanes))];
    }

    private double[] Start(Vector<double>[] power)
    {
        double[] unknowns = new double[Unknowns];
        (unknowns[Exponent], unknowns[Noise]) = (2.4, _leastNoise);
        double sum = 0, count = 0, noise = Math.Exp(_leastNoise);
        for (int i = 0; i < _bins.Length; i++)
        {
            var bin = _bins[i];
            double passed = power[i / Vector<double>.Count][i % Vector<double>.Count];

            // Only where the blur lets enough through does the scene show.
            if (passed > 0.05)
            {
                sum += bin.Count * Math.Log(
                    Math.Max(0.1 * bin.Power, bin.Power - noise) / (passed * Math.Exp(-2.4 * Math.Log(bin.Frequency / ReferenceFrequency))));
                count += bin.Count;
            }
        }

        unknowns[Amplitude] = count > 0 ? sum / count : 0;
        return unknowns;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<double> Signal(int i, double[] unknowns, Vector<double>[] power)
    {
        var log = Vector<double>.Zero;
        for (int k = 0; k < Unknowns; k++)
        {
            log += unknowns[k] * _slopes[k][i];
        }

        return power[i] * Vector.Exp(log);
    }

    /// <summary>
    /// The variance that explains the power best, of all that rounding may have made of the one the model names; both stand higher by what rounding may have
    /// taken, so that coefficients rounded to 0 are no proof that there was nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<double> Nearest(int i, Vector<double> variance) => Vector.Max(variance, Vector.Min(_powers[i], variance + (2 * _roundings[i])));

    /// <summary>Where rounding may account for all of the difference between model and measurement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<long> IsExplained(int i, Vector<double> nearest) =>
        Vector.Equals(nearest, _powers[i]) & Vector.GreaterThan(_roundings[i], Vector<double>.Zero);

    // Optimised at once: most diagnoses are over before a method would be compiled for the second time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Evaluate(double[] unknowns, Vector<double>[] power)
    {
        var sum = Vector<double>.Zero;
        var noise = new Vector<double>(Math.Exp(unknowns[Noise]));
        for (int i = 0; i < power.Length; i++)
        {
            var variance = Nearest(i, Signal(i, unknowns, power) + noise);
            sum -= _counts[i] * ((_powers[i] / variance) + Vector.Log(variance));
        }

        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Derive(double[] unknowns, Vector<double>[] power, double[] gradient, double[,] information)
    {
        var noise = new Vector<double>(Math.Exp(unknowns[Noise]));
        Span<Vector<double>> slope = stackalloc Vector<double>[Unknowns], first = stackalloc Vector<double>[Unknowns],
            second = stackalloc Vector<double>[Unknowns * Unknowns];
        first.Clear();
        second.Clear();
        for (int i = 0; i < power.Length; i++)
        {
            Vector<double> signal = Signal(i, unknowns, power), variance = Nearest(i, signal + noise);
            var count = Vector.ConditionalSelect(IsExplained(i, variance), Vector<double>.Zero, _counts[i]);
            for (int k = 0; k < Unknowns; k++)
            {
                slope[k] = (k == Noise ? noise : signal * _slopes[k][i]) / variance;
            }

            var excess = count * ((_powers[i] / variance) - Vector<double>.One);
            for (int k = 0; k < Unknowns; k++)
            {
                first[k] += excess * slope[k];
                for (int l = 0; l <= k; l++)
                {
                    second[(k * Unknowns) + l] += count * slope[k] * slope[l];
                }
            }
        }

        for (int k = 0; k < Unknowns; k++)
        {
            gradient[k] = Vector.Sum(first[k]);
            for (int l = 0; l <= k; l++)
            {
                information[k, l] = Vector.Sum(second[(k * Unknowns) + l]);
            }
        }
    }

    private static double[] Step(double[] unknowns, double[] gradient, double[,] information, double damping)
    {
        double[,] matrix = new double[Unknowns, Unknowns];
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
