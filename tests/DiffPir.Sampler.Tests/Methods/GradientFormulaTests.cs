using System.Numerics;
using DiffPir.Network;
using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>The methods that need the prior's gradient, against their formulas in double precision; see <see cref="MethodFormulaTests"/>.</summary>
public sealed class GradientFormulaTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Standard;

    public static TheoryData<string, double, DpsScaling> DpsCases => new()
    {
        { "mask", 0, DpsScaling.Norm }, { "blur", 25.5, DpsScaling.Norm }, { "mask", 25.5, DpsScaling.Measurements },
        { "blur", 2.55, DpsScaling.Signal }, { "blur", 2.55, DpsScaling.HalfSquares },
    };

    /// <summary>Five steps of the accelerated form; the scale is small enough for some of them to be shorter than the noise that is left.</summary>
    [Theory]
    [MemberData(nameof(DpsCases))]
    public void Dps_IsItsFormulas(string task, double noise, DpsScaling scaling)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new DpsOptions { Steps = 5, Scale = 0.008, Scaling = scaling, KnownPixels = KnownPixels.Keep };
        var y = plain.MeasuredComponents(measured);
        int[] timesteps = [999, 749, 500, 250, 0];
        int shown = plain.SingularValues.Count(static s => s > 0), bounded = 0;
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial);
        for (int k = 0; k < 5; k++)
        {
            double now = Schedule.AlphaBar(timesteps[k]), next = k == 4 ? 1 : Schedule.AlphaBar(timesteps[k + 1]), beta = 1 - (now / next);
            double a = Math.Sqrt(now), slope = (1 - (0.3 * Math.Sqrt(1 - now))) / a;
            double[] predicted = [.. x.Select(v => slope * v)], clean = [.. predicted.Select(v => Math.Clamp(v, -1, 1))];
            Complex[] d = [.. plain.ToComponents(clean).Select((c, i) => plain.SingularValues[i] == 0 ? 0 : y[i] - (plain.SingularValues[i] * c))];
            double norm = Math.Sqrt(d.Sum(static value => value.Magnitude * value.Magnitude));

            // -grad ||y - H x0||: through the limits of x0, and the stub, whose Jacobian is 0.3.
            double[] down = [.. plain.FromComponents([.. d.Select((value, i) => plain.SingularValues[i] * value)])
                .Select((v, i) => Math.Abs(predicted[i]) < 1 ? slope * v / norm : 0)];
            double step = 0.008 * 1000 / 5 * scaling switch
            {
                DpsScaling.Measurements => 1 / (2 * Math.Sqrt(shown)),
                DpsScaling.Signal => a,
                DpsScaling.HalfSquares => Math.Sqrt(2),
                _ => 1,
            };
            double longest = Math.Sqrt((1 - next) * x.Length) / Math.Sqrt(down.Sum(static v => v * v));
            bounded += step > longest ? 1 : 0;
            double[] n = FormulaCase.Noise(k, NoiseDraw.Fresh);
            double variance = k == 4 ? 0 : (1 - next) / (1 - now) * beta;
            x = [.. x.Select((v, i) => (Math.Sqrt(next) * beta / (1 - now) * clean[i]) + (Math.Sqrt(1 - beta) * (1 - next) / (1 - now) * v)
                + (Math.Sqrt(variance) * n[i]) + (Math.Min(step, longest) * down[i]))];
        }

        Assert.InRange(bounded, 1, 4);
        FormulaCase.AssertEqual(x, degradation, noise, options);
    }

    [Theory]
    [InlineData("mask", 0, PigdmWeight.Adaptive, true)]
    [InlineData("mask", 25.5, PigdmWeight.Adaptive, false)]
    [InlineData("blur", 2.55, PigdmWeight.Signal, true)]
    [InlineData("blur", 25.5, PigdmWeight.Consistent, false)]
    [InlineData("blur", 25.5, PigdmWeight.Consistent, true)]
    public void Pigdm_IsItsFormulas(string task, double noise, PigdmWeight weight, bool clamp)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        var options = new PigdmOptions { Steps = 5, Eta = 0.8, Weight = weight, Clamp = clamp, KnownPixels = KnownPixels.Keep };
        double sigma = 2 * noise / 255;
        var y = plain.MeasuredComponents(measured);
        double[] x = FormulaCase.Noise(0, NoiseDraw.Initial);
        for (int k = 4; k >= 0; k--)
        {
            double now = Schedule.AlphaBar(200 * k), next = k == 0 ? 1 : Schedule.AlphaBar(200 * (k - 1));
            double a = Math.Sqrt(now), slope = (1 - (0.3 * Math.Sqrt(1 - now))) / a, r2 = 1 - now;
            double[] predicted = [.. x.Select(v => slope * v)];
            double[] clean = clamp ? [.. predicted.Select(v => Math.Clamp(v, -1, 1))] : predicted;
            double[] e = [.. x.Select((v, i) => (v - (a * clean[i])) / Math.Sqrt(r2))];

            // r^2 H^T (r^2 H H^T + sigma^2)^-1 (y - H x0), sigma^2 / r^2 being at least 1e-5; then the Jacobian, slope.
            double rho = Math.Max(1e-5, sigma * sigma / r2);
            double[] way = plain.FromComponents([.. plain.ToComponents(clean).Select((c, i) =>
            {
                double s = plain.SingularValues[i];
                return s == 0 ? 0 : s / ((s * s) + rho) * (y[i] - (s * c));
            })]);
            double[] gradient = [.. way.Select((v, i) => clamp && Math.Abs(predicted[i]) >= 1 ? 0 : slope * v)];
            double c1 = 0.8 * Math.Sqrt((1 - (now / next)) * (1 - next) / (1 - now)), c2 = Math.Sqrt(1 - next - (c1 * c1));
            double factor = a * weight switch
            {
                PigdmWeight.Adaptive => Math.Sqrt(next),
                PigdmWeight.Consistent => Math.Sqrt(next) - (c2 * a / Math.Sqrt(1 - now)),
                _ => 1,
            };
            double[] n = FormulaCase.Noise(4 - k, NoiseDraw.Fresh);
            x = [.. x.Select((_, i) => (Math.Sqrt(next) * clean[i]) + (c1 * n[i]) + (c2 * e[i]) + (factor * gradient[i]))];
        }

        FormulaCase.AssertEqual(x, degradation, noise, options);
    }

    [Fact]
    public void Method_WithoutTheGradientThatItNeeds_SaysSo()
    {
        using var prior = new HostDenoiser((x, _) => x, channels: 1);
        Assert.Contains("the whole picture", RefusalBy(prior, width: 130), StringComparison.Ordinal);
        Assert.Contains("this prior has none", RefusalBy(new TiledDenoiser(TestDevices.Require("opencl"), prior, 128), width: 8), StringComparison.Ordinal);
    }

    private static string RefusalBy(IPrior prior, int width)
    {
        var job = new RestorationJob { Degradation = new Denoising(), Noise = 10, Options = new PigdmOptions { Steps = 2 }, Tile = 128 };
        using var engine = new RestorationEngine(TestDevices.Require("opencl"), _ => prior);
        return Assert.Throws<SamplerException>(() => engine.Restore(job, new(1, 8, width), null, TestContext.Current.CancellationToken)).Message;
    }
}
