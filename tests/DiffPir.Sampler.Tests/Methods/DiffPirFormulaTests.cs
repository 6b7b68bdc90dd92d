using System.Numerics;
using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>
/// The modes and options of DiffPIR against their formulas in double precision, as <see cref="MethodFormulaTests"/> does it for the other methods: the
/// predicted noise is 0.3 x.
/// </summary>
public sealed class DiffPirFormulaTests
{
    private const double Share = 0.3;

    private static readonly NoiseSchedule Schedule = NoiseSchedule.Standard;
    private static readonly int[] Six = [999, 552, 367, 225, 105, 0], Ten = [999, 666, 528, 422, 333, 254, 183, 118, 57, 0];
    private static readonly DiffPirOptions Common = new()
    {
        Steps = 6, Lambda = 7, Zeta = 0.3, Final = FinalImage.LastIterate, KnownPixels = KnownPixels.Keep,
    };

    public static TheoryData<string, double> Cases => new() { { "mask", 0 }, { "mask", 25.5 }, { "blur", 2.55 }, { "blur", 25.5 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Repetitions_GoBackUpAndDescendAgain(string task, double noise)
    {
        var options = Common with { Repetitions = 3, Eta = 0.6, Guidance = 0.8 };
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        double[] x = Start(task, plain, measured, 999);
        for (int i = 0; i < 5; i++)
        {
            for (int u = 0; u < 3; u++)
            {
                double[] clean = Clean(x, Six[i]);
                double[] p = Prox(plain, measured, clean, Rho(Six[i], noise));
                clean = [.. clean.Zip(p, (c, v) => c + (0.8 * (v - c)))];
                x = Renoise(x, clean, Six[i], Six[i + 1], (3 * i) + u, zeta: 0.3, eta: 0.6, tau: 1);
                if (u < 2)
                {
                    double r = Schedule.Signal(Six[i]) / Schedule.Signal(Six[i + 1]);
                    double added = Math.Sqrt(Math.Pow(Schedule.Noise(Six[i]), 2) - Math.Pow(r * Schedule.Noise(Six[i + 1]), 2));
                    x = [.. x.Zip(FormulaCase.Noise((3 * i) + u, NoiseDraw.Repetition), (v, n) => (r * v) + (added * n))];
                }
            }
        }

        FormulaCase.AssertEqual(x, degradation, noise, options);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mixing_TakesFromTheEstimateBefore(string task, double noise)
    {
        // A limit that the formula stays below in some steps and exceeds in others.
        var options = Common with { Steps = 10, Zeta = 1, Tau = 0.8, Mixing = 0.8, Final = FinalImage.Prediction };
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        double[] x = Start(task, plain, measured, 999), before = [];
        var shares = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            double[] p = Prox(plain, measured, Clean(x, Ten[i]), Rho(Ten[i], noise));
            double growth(int k) => LogRatio(Ten[k + 1]) - LogRatio(Ten[k]);
            double share = i is >= 3 and < 5 ? Math.Min(0.8, 6 * (1 - ((1 + growth(i)) * Math.Exp(-growth(i)))) / growth(i - 1)) : 0;
            shares.Add(share);
            double[] mixed = i == 0 ? p : [.. p.Zip(before, (now, old) => ((1 - share) * now) + (share * old))];
            before = p;
            x = Renoise(x, mixed, Ten[i], Ten[i + 1], i, zeta: 1, eta: 0, tau: 0.8);
        }

        Assert.Contains(shares, static share => share is > 0 and < 0.8);
        FormulaCase.AssertEqual(Clean(x, 0), degradation, noise, options);

        static double LogRatio(int t) => Math.Log(Schedule.Signal(t) / Schedule.Noise(t));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ResidualBall_LeavesAsMuchUnexplainedAsTheNoiseIs(string task, double noise)
    {
        var options = Common with { ResidualBall = 0.9 };
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        double[] x = Start(task, plain, measured, 999);
        double target = 0.9 * Math.Sqrt(plain.SingularValues.Count(static s => s > 0)) * 2 * Math.Max(0.001, noise / 255);
        for (int i = 0; i < 5; i++)
        {
            double[] clean = Clean(x, Six[i]), z = clean;
            double leftOver(double rho) => LeftOver(plain, measured, Prox(plain, measured, z, rho));
            if (LeftOver(plain, measured, z) > target)
            {
                double low = -30, high = 15;
                for (int k = 0; k < 100; k++)
                {
                    double middle = (low + high) / 2;
                    (low, high) = leftOver(Math.Exp(middle)) > target ? (low, middle) : (middle, high);
                }

                clean = Prox(plain, measured, z, Math.Exp(low));
            }

            x = Renoise(x, clean, Six[i], Six[i + 1], i, zeta: 0.3, eta: 0, tau: 1);
        }

        // The search on the device ends within a thousandth of the target.
        FormulaCase.AssertEqual(x, degradation, noise, options, 1e-3);
    }

    [Fact]
    public void FirstOrderSolver_TakesOneGradientStep()
    {
        // A lambda that keeps the first step within the range of floats.
        var options = Common with { Solver = DataSolver.FirstOrder, Lambda = 1000 };
        var (degradation, plain, measured) = FormulaCase.Problem("blur", 25.5);
        double[] x = Start("blur", plain, measured, 999);
        for (int i = 0; i < 5; i++)
        {
            double[] clean = GradientStep(plain, plain.MeasuredComponents(measured), Clean(x, Six[i]), 0.25 / Rho(Six[i], 25.5, 1000));
            x = Renoise(x, clean, Six[i], Six[i + 1], i, zeta: 0.3, eta: 0, tau: 1);
        }

        FormulaCase.AssertEqual(x, degradation, 25.5, options);
    }

    [Theory]
    [InlineData(DiffPirMode.Vanilla, "blur")]
    [InlineData(DiffPirMode.Vanilla, "mask")]
    [InlineData(DiffPirMode.Repaint, "mask")]
    public void ModesWithoutDataStep_AreTheirFormulas(DiffPirMode mode, string task)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, 0);
        double[] x = Start(task, plain, measured, 999);
        for (int i = 0; i < 5; i++)
        {
            x = mode == DiffPirMode.Repaint ? Replaced(plain, measured, x, Six[i], i) : x;
            x = Renoise(x, Clean(x, Six[i]), Six[i], Six[i + 1], i, zeta: 0.3, eta: 0, tau: 1);
        }

        FormulaCase.AssertEqual(x, degradation, 0, Common with { Mode = mode });
    }

    [Theory]
    [InlineData("mask", 0, false)]
    [InlineData("mask", 25.5, true)]
    [InlineData("blur", 25.5, false)]
    [InlineData("blur", 25.5, true)]
    public void PreviousPicture_IsDrawnAndMeetsTheMeasurement(string task, double noise, bool ddim)
    {
        var (degradation, plain, measured) = FormulaCase.Problem(task, noise);
        double[] x = Start(task, plain, measured, 999);
        for (int i = 0; i < 6; i++)
        {
            x = Previous(x, Six[i], i, ddim);
            x = i < 5 ? Prox(plain, measured, x, TransitionRho(Six[i], noise)) : x;
        }

        FormulaCase.AssertEqual(x, degradation, noise, Common with { Output = PriorOutput.Previous, Ddim = ddim });
    }

    [Fact]
    public void DpsYt_StepsTowardsTheNoisyMeasurement()
    {
        var (degradation, plain, measured) = FormulaCase.Problem("blur", 25.5);
        double[] x = Start("blur", plain, measured, 999);
        for (int i = 0; i < 5; i++)
        {
            double a = Schedule.Signal(Six[i]), s = Schedule.Noise(Six[i]), beta = Schedule.Beta(Six[i]);
            double[] noisy = [.. measured.Zip(FormulaCase.Noise(i, NoiseDraw.Measurement), (y, n) => (a * y) + (s * n))];

            // On [0,1], where the published program compares, the step is a quarter of that on [-1,1].
            double step = 0.35 * (beta / (1 - beta)) / (0.1 * 0.1) / 4;
            x = GradientStep(plain, plain.MeasuredComponents(noisy), Previous(x, Six[i], i, false), step);
        }

        FormulaCase.AssertEqual(x, degradation, 25.5, Common with { Mode = DiffPirMode.DpsYt });
    }

    [Theory]
    [InlineData("mask", DiffPirMode.DpsYt, DataSolver.Exact, "the mode dps-yt is for deblurring and super-resolution, not for inpainting")]
    [InlineData("blur", DiffPirMode.Repaint, DataSolver.Exact, "the mode repaint replaces known pixels of an inpainting; for deblurring")]
    [InlineData("mask", DiffPirMode.DataStep, DataSolver.FirstOrder, "the first-order solver is for deblurring and super-resolution, not for inpainting")]
    public void ModesThatDoNotServeATask_AreRefused(string task, DiffPirMode mode, DataSolver solver, string reason)
    {
        var (degradation, _, measured) = FormulaCase.Problem(task, 0);

        var error = Assert.Throws<SamplerException>(() => FormulaCase.AssertEqual(measured, degradation, 0, Common with { Mode = mode, Solver = solver }));

        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void OptionsThatExcludeEachOther_AreRefused()
    {
        Assert.Throws<SamplerException>(() => (Common with { Mixing = 0.3, Mode = DiffPirMode.Vanilla }).Validate());
        Assert.Throws<SamplerException>(() => (Common with { ResidualBall = 1, Solver = DataSolver.FirstOrder }).Validate());
        Assert.Throws<SamplerException>(() => (Common with { Repetitions = 2, Output = PriorOutput.Previous }).Validate());
        Assert.Throws<SamplerException>(() => (Common with { BackProjection = new(), Solver = DataSolver.FirstOrder }).Validate());
        Assert.Throws<SamplerException>(() => (Common with { Mixing = 1 }).Validate());
        Assert.Throws<SamplerException>(() => (Common with { ResidualBall = 0 }).Validate());
        (Common with { Mixing = 0.4, ResidualBall = 1, Repetitions = 2 }).Validate();
    }

    private static double Rho(int t, double noise, double lambda = 7) =>
        lambda * Math.Pow(Math.Max(0.001, noise / 255), 2) / Math.Pow(Schedule.Noise(t) / Schedule.Signal(t), 2);

    private static double TransitionRho(int t, double noise) =>
        7 * Math.Pow(Math.Max(0.001, noise / 255), 2) / (Schedule.Beta(t) / (1 - Schedule.Beta(t)));

    /// <summary>A first guess with black unknown pixels, or the blurred picture itself, with the noise of the first step.</summary>
    private static double[] Start(string task, PlainOperator plain, double[] measured, int t)
    {
        double[] guess = task == "mask" ? [.. measured.Select((v, i) => plain.SingularValues[i] == 0 ? -1 : v)] : measured;
        return [.. guess.Zip(FormulaCase.Noise(0, NoiseDraw.Initial), (u, n) => (Schedule.Signal(t) * u) + (Schedule.Noise(t) * n))];
    }

    private static double[] Clean(double[] x, int t) =>
        [.. x.Select(v => Math.Clamp((v - (Schedule.Noise(t) * Share * v)) / Schedule.Signal(t), -1, 1))];

    private static double[] Prox(PlainOperator plain, double[] measured, double[] z, double rho)
    {
        var y = plain.MeasuredComponents(measured);
        return plain.FromComponents(
            [.. plain.ToComponents(z).Select((c, i) => plain.SingularValues[i] is var s && s == 0 ? c : ((s * y[i]) + (rho * c)) / ((s * s) + rho))]);
    }

    private static double LeftOver(PlainOperator plain, double[] measured, double[] z)
    {
        var y = plain.MeasuredComponents(measured);
        return Math.Sqrt(plain.ToComponents(z).Select((c, i) => plain.SingularValues[i] is var s && s == 0 ? 0 : Math.Pow(Complex.Abs(y[i] - (s * c)), 2))
            .Sum());
    }

    /// <summary>x + step H^T (y - H x).</summary>
    private static double[] GradientStep(PlainOperator plain, Complex[] y, double[] x, double step) =>
        plain.FromComponents([.. plain.ToComponents(x).Select((c, i) => c + (step * plain.SingularValues[i] * (y[i] - (plain.SingularValues[i] * c))))]);

    private static double[] Replaced(PlainOperator plain, double[] measured, double[] x, int t, int position)
    {
        double[] n = FormulaCase.Noise(position, NoiseDraw.Measurement);
        return [.. x.Select((v, i) => plain.SingularValues[i] == 0 ? v : (Schedule.Signal(t) * measured[i]) + (Schedule.Noise(t) * n[i]))];
    }

    private static double[] Renoise(double[] x, double[] clean, int t, int next, int position, double zeta, double eta, double tau)
    {
        double[] mixed = FormulaCase.Noise(position, NoiseDraw.Mixed), fresh = FormulaCase.Noise(position, NoiseDraw.Fresh);
        double a = Schedule.Signal(t), s = Schedule.Noise(t), level = Schedule.Noise(next), share = eta * (level / s) * Math.Sqrt(Schedule.Beta(t));
        return
        [
            .. x.Select((v, i) => (Schedule.Signal(next) * clean[i])
                + (Math.Sqrt(1 - zeta) * ((Math.Sqrt((level * level) - (share * share)) * (v - (a * clean[i])) / s) + (share * mixed[i])))
                + (Math.Sqrt(zeta) * tau * level * fresh[i])),
        ];
    }

    /// <summary>One time step down.</summary>
    private static double[] Previous(double[] x, int t, int position, bool ddim)
    {
        double[] clean = Clean(x, t), n = FormulaCase.Noise(position, NoiseDraw.Fresh);
        double now = Schedule.AlphaBar(t), next = t == 0 ? 1 : Schedule.AlphaBar(t - 1), beta = Schedule.Beta(t);
        return
        [
            .. x.Select((v, i) => ddim
                ? (Math.Sqrt(next) * clean[i]) + (Math.Sqrt(1 - next) * (v - (Math.Sqrt(now) * clean[i])) / Math.Sqrt(1 - now))
                : (beta * Math.Sqrt(next) / (1 - now) * clean[i]) + ((1 - next) * Math.Sqrt(1 - beta) / (1 - now) * v)
                    + (t == 0 ? 0 : Math.Sqrt(beta * (1 - next) / (1 - now)) * n[i])),
        ];
    }
}
