using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>
/// Whole runs of the methods against their published formulas, written down here in double precision: with a proportional stub for the network
/// (eps = 0.3 x), noise that both sides share, and singular value decompositions made by definition.
/// </summary>
public sealed class MethodFormulaTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Standard;

    public static TheoryData<string, double> Cases => new()
    {
        { "mask", 0 }, { "mask", 25.5 }, { "blur", 2.55 }, { "blur", 25.5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ddrm_IsItsFormulas(string task, double noise)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new DdrmOptions { Steps = 5, Eta = 0.7, EtaB = 0.9, KnownPixels = KnownPixels.Keep };
        double sigma = 2 * noise / 255;
        int[] timesteps = [800, 600, 400, 200, 0];
        var y = plain.MeasuredComponents(measured);
        double first = Schedule.Sigma(800);
        var initial = plain.ToComponents(FormulaCase.Noise(0, NoiseDraw.Initial));
        double[] x = plain.FromComponents([.. initial.Select((n, i) =>
        {
            double s = plain.SingularValues[i];
            return s * first > sigma ? (y[i] / s) + (Math.Sqrt(Math.Max(0, (first * first) - (sigma * sigma / (s * s)))) * n) : first * n;
        })]);
        x = [.. x.Select(value => value * Schedule.Signal(800))];
        for (int k = 0; k < 5; k++)
        {
            double a = Schedule.Signal(timesteps[k]), level = Schedule.Noise(timesteps[k]);
            double q = k == 4 ? 0 : Schedule.Sigma(timesteps[k + 1]), next = k == 4 ? 1 : Schedule.Signal(timesteps[k + 1]);
            var e = plain.ToComponents([.. x.Select(value => 0.3 * value)]);
            var c = plain.ToComponents([.. x.Select(value => (value - (level * 0.3 * value)) / a)]);
            var n = plain.ToComponents(FormulaCase.Noise(k, NoiseDraw.Fresh));
            double kept = Math.Sqrt(1 - 0.49) * q;
            x = plain.FromComponents([.. c.Select((clean, i) =>
            {
                double s = plain.SingularValues[i];
                return s == 0 ? clean + (kept * e[i]) + (0.7 * q * n[i])
                    : s * q < sigma ? clean + (kept * (y[i] - (s * clean)) / sigma) + (0.7 * q * n[i])
                    : (0.9 * y[i] / s) + (0.1 * clean) + (Math.Sqrt((q * q) - (0.81 * sigma * sigma / (s * s))) * n[i]);
            })]);
            x = [.. x.Select(value => next * value)];
        }

        FormulaCase.AssertEqual(x, degradation, noise, options);
    }

    [Fact]
    public void Mean_OfAPictureWithMissingPixels_IsItsFormulas()
    {
        const double level = 25.5;
        var (degradation, plain, measured) = FormulaCase.Problem("mask", level);
        var options = new PosteriorMeanOptions { Filling = 4, Tau = 0.7, Steps = 1 };
        double sigma = 2 * level / 255;
        int last = Schedule.Nearest(sigma);
        int[] timesteps = [.. Enumerable.Range(0, 5).Select(i => Schedule.Nearest(2 * Math.Pow(Schedule.Sigma(last) / 2, i / 4.0)))];
        Assert.Equal(last, timesteps[4]);

        double[] x = [.. FormulaCase.FilledIn(degradation, measured)
            .Zip(FormulaCase.Noise(0, NoiseDraw.Initial), (u, n) => (Schedule.Signal(timesteps[0]) * u) + (Schedule.Noise(timesteps[0]) * n))];
        double[] clean = x;
        for (int k = 0; k < 5; k++)
        {
            double a = Schedule.Signal(timesteps[k]), s = Schedule.Noise(timesteps[k]);
            double more = k == 4 ? 0 : Math.Sqrt((s * s) - (a * a * sigma * sigma));
            double[] again = FormulaCase.Noise(k, NoiseDraw.Measurement), fresh = FormulaCase.Noise(k, NoiseDraw.Fresh);
            x = [.. x.Select((value, i) => plain.SingularValues[i] == 1 ? (a * measured[i]) + (more * again[i]) : value)];
            clean = [.. x.Select(value => Math.Clamp((value - (s * 0.3 * value)) / a, -1, 1))];
            if (k < 4)
            {
                double next = Schedule.Signal(timesteps[k + 1]), noise = 0.7 * Schedule.Noise(timesteps[k + 1]);
                x = [.. clean.Select((value, i) => (next * value) + (noise * fresh[i]))];
            }
        }

        FormulaCase.AssertEqual(clean, degradation, level, options);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DdnmPlus_IsItsFormulas(string task, double noise)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new DdnmPlusOptions { Steps = 6, Eta = 0.7, TravelLength = 2, TravelRepeat = 2, KnownPixels = KnownPixels.Keep };
        double sigma = 2 * noise / 255, keep = Math.Sqrt(1 - 0.49);
        var y = plain.MeasuredComponents(measured);
        int[] path = [5, 4, 3, 2, 3, 4, 3, 2, 1, 0, 1, 2, 1, 0, -1];
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial), clean = x;
        for (int k = 0; k + 1 < path.Length; k++)
        {
            double next = path[k + 1] < 0 ? 1 : Schedule.Signal(166 * path[k + 1]), st = path[k + 1] < 0 ? 0 : Schedule.Noise(166 * path[k + 1]);
            double[] fresh = FormulaCase.Noise(k, NoiseDraw.Fresh);
            if (path[k + 1] > path[k])
            {
                x = [.. clean.Zip(fresh, (c, n) => (next * c) + (st * n))];
                continue;
            }

            double a = Schedule.Signal(166 * path[k]), level = Schedule.Noise(166 * path[k]);
            clean = [.. x.Select(value => (value - (level * 0.3 * value)) / a)];
            var e = plain.ToComponents([.. x.Select(value => 0.3 * value)]);
            var n = plain.ToComponents(fresh);
            x = plain.FromComponents([.. plain.ToComponents(clean).Select((c, i) =>
            {
                double s = plain.SingularValues[i];
                bool whole = s == 0 || st >= next * sigma / s;
                double lambda = whole ? 1 : s * st * keep / (next * sigma);
                var corrected = s == 0 ? c : c + (lambda * ((y[i] / s) - c));
                var noisePart = s == 0 ? st * ((0.7 * n[i]) + (keep * e[i]))
                    : whole ? Math.Sqrt((st * st) - (next * next * sigma * sigma / (s * s))) * n[i]
                    : st * 0.7 * n[i];
                return (next * corrected) + noisePart;
            })]);
        }

        FormulaCase.AssertEqual(x, degradation, noise, options);
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("blur")]
    public void Ddnm_IsItsFormulas(string task)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, 0);
        var options = new DdnmOptions { Steps = 5, Eta = 0.85, KnownPixels = KnownPixels.Keep };
        var y = plain.MeasuredComponents(measured);
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial);
        for (int k = 4; k >= 0; k--)
        {
            double a = Schedule.Signal(200 * k), level = Schedule.Noise(200 * k);
            double next = k == 0 ? 1 : Schedule.Signal(200 * (k - 1)), st = k == 0 ? 0 : Schedule.Noise(200 * (k - 1));
            double[] corrected = plain.FromComponents([.. plain.ToComponents([.. x.Select(v => (v - (level * 0.3 * v)) / a)]).Select((c, i) =>
            {
                double s = plain.SingularValues[i];
                return c - (s / ((s * s) + 1e-5) * ((s * c) - (s == 0 ? 0 : y[i])));
            })]);
            double[] n = FormulaCase.Noise(4 - k, NoiseDraw.Fresh);
            x = [.. corrected.Select((c, i) => (next * c) + (st * ((0.85 * n[i]) + (Math.Sqrt(1 - (0.85 * 0.85)) * 0.3 * x[i]))))];
        }

        FormulaCase.AssertEqual(x, degradation, 0, options);
    }

    [Theory]
    [InlineData("mask", 0, DdpgDecay.None, true)]
    [InlineData("mask", 25.5, DdpgDecay.Whole, true)]
    [InlineData("blur", 0, DdpgDecay.None, true)]
    [InlineData("blur", 2.55, DdpgDecay.Gradient, true)]
    [InlineData("blur", 25.5, DdpgDecay.Whole, true)]
    [InlineData("blur", 25.5, DdpgDecay.Gradient, false)]
    public void Ddpg_IsItsFormulas(string task, double noise, DdpgDecay decay, bool injects)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new DdpgOptions
        {
            Steps = 5, Gamma = 2.5, Zeta = 0.6, Eta = 0.7, Scale = 0.9, Decay = decay, Injects = injects, KnownPixels = KnownPixels.Keep,
        };
        double sigma = 2 * noise / 255, eta = Math.Max(1e-4, sigma * sigma * 0.7);
        var y = plain.MeasuredComponents(measured);
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial), clean = x;
        for (int k = 4; k >= 0; k--)
        {
            double now = Schedule.AlphaBar(200 * k), next = k == 0 ? 1 : Schedule.AlphaBar(200 * (k - 1));
            double delta = noise == 0 ? 0 : Math.Pow(next, 2.5), weight = noise == 0 ? 1 : delta, fall = (1 - next) / (1 - now);
            double whole = decay == DdpgDecay.Whole ? fall : 1, gradient = decay == DdpgDecay.Gradient ? fall : 1;
            clean = [.. x.Select(v => (v - (Math.Sqrt(1 - now) * 0.3 * v)) / Math.Sqrt(now))];
            double[] guided = plain.FromComponents([.. plain.ToComponents(clean).Select((c, i) =>
            {
                double s = plain.SingularValues[i];
                var misfit = (s * c) - (s == 0 ? 0 : y[i]);
                return c - (whole * (((1 - delta) * s / ((s * s) + eta) * misfit) + (gradient * delta * 0.9 * s * misfit)));
            })]);
            double[] n = FormulaCase.Noise(4 - k, NoiseDraw.Fresh);
            x = [.. guided.Select((g, i) =>
            {
                double implied = (x[i] - (Math.Sqrt(now) * g)) / Math.Sqrt(1 - now);
                return (Math.Sqrt(next) * g) + (injects ? Math.Sqrt(1 - next) * ((Math.Sqrt(0.6) * n[i]) + (Math.Sqrt(0.4) * weight * implied)) : 0);
            })];
        }

        FormulaCase.AssertEqual(noise > 0 ? clean : x, degradation, noise, options);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dpir_IsItsFormulas(string task, double noise)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new DpirOptions { Steps = 4, Lambda = 0.3, FirstLevel = 40, LastLevel = 5, KnownPixels = KnownPixels.Keep };
        double sigma = Math.Max(0.001, noise / 255);
        var y = plain.MeasuredComponents(measured);

        // A first guess with unknown pixels filled in from those around them, or the blurred picture itself.
        double[] clean = FormulaCase.FilledIn(degradation, measured);
        for (int k = 0; k < 4; k++)
        {
            double level = 40.0 / 255 * Math.Pow(5.0 / 40, k / 3.0), rho = 0.3 * sigma * sigma / (level * level);
            clean = plain.FromComponents([.. plain.ToComponents(clean).Select((c, i) =>
                ((plain.SingularValues[i] * (plain.SingularValues[i] == 0 ? 0 : y[i])) + (rho * c)) / (
                    (plain.SingularValues[i] * plain.SingularValues[i]) + rho))]);
            int t = Schedule.Nearest(2 * level);
            clean = [.. clean.Select(c => Math.Clamp(c - (Schedule.Noise(t) / Schedule.Signal(t) * 0.3 * Schedule.Signal(t) * c), -1, 1))];
        }

        FormulaCase.AssertEqual(clean, degradation, noise, options);
    }

    [Fact]
    public void RePaint_IsItsFormulas()
    {
        var (degradation, plain, measured) = FormulaCase.Problem("mask", 0);
        var options = new RePaintOptions { Steps = 6, JumpLength = 2, JumpRepeat = 2, KnownPixels = KnownPixels.Keep };
        int[] tau = [0, 200, 400, 599, 799, 999], path = [5, 4, 3, 2, 3, 4, 3, 2, 1, 0, 1, 2, 1, 0, -1];
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial);
        for (int k = 0; k + 1 < path.Length; k++)
        {
            double now = Schedule.AlphaBar(tau[path[k]]), next = path[k + 1] < 0 ? 1 : Schedule.AlphaBar(tau[path[k + 1]]);
            double[] n = FormulaCase.Noise(k, NoiseDraw.Fresh), known = FormulaCase.Noise(k, NoiseDraw.Mixed);
            if (path[k + 1] > path[k])
            {
                x = [.. x.Zip(n, (v, m) => (Math.Sqrt(next / now) * v) + (Math.Sqrt(1 - (next / now)) * m))];
                continue;
            }

            double a = Math.Sqrt(now), level = Math.Sqrt(1 - now), beta = 1 - (now / next);
            if (k > 0)
            {
                x = [.. x.Select((v, i) => plain.SingularValues[i] == 0 ? v : (a * measured[i]) + (level * known[i]))];
            }

            double variance = (1 - next) / (1 - now) * beta;
            x = [.. x.Select((v, i) =>
            {
                double clean = Math.Clamp((v - (level * 0.3 * v)) / a, -1, 1);
                double mean = (Math.Sqrt(next) * beta / (1 - now) * clean) + (Math.Sqrt(1 - beta) * (1 - next) / (1 - now) * v);
                return mean + (path[k + 1] < 0 ? 0 : Math.Sqrt(variance) * n[i]);
            })];
        }

        FormulaCase.AssertEqual(x, degradation, 0, options);
    }
}
