using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>Methods with an exact prior, where the posterior is known in closed form.</summary>
public sealed class PosteriorTests
{
    private const int Side = 96;
    private const double Known = 0.4, Correlation = 0.8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// What nothing is known of is drawn from the prior. Without fresh noise the others follow the flow, which keeps mean and variance; with it they
    /// lose variance, all of them. RePaint's steps keep it as their number grows.
    /// </summary>
    [Theory]
    [InlineData("diffpir", 100)]
    [InlineData("ddrm", 100)]
    [InlineData("ddnm", 100)]
    [InlineData("ddnm+", 100)]
    [InlineData("repaint", 1000)]
    [InlineData("pigdm", 100)]
    [InlineData("dps", 1000)]
    public void Method_OfIndependentPixels_DrawsUnknownOnesFromThePrior(string method, int steps)
    {
        var options = WithoutTravel(method, steps) switch
        {
            DiffPirOptions diffpir => diffpir with { Zeta = 0 },
            DdrmOptions ddrm => ddrm with { Eta = 0 },
            DdnmOptionsBase ddnm => ddnm with { Eta = 0 },
            PigdmOptions pigdm => pigdm with { Eta = 0 },
            var other => other,
        };
        var (mean, variance) = Sample(options, 0);
        string found = $"{method}: mean {mean:f4} for {CorrelatedPairs.Mean:f4}, variance {variance:f4} for {CorrelatedPairs.Variance:f4}";

        // Three standard deviations of the mean and of the variance of 4608 normals, and 2 % for the finite number of steps.
        Assert.True(Math.Abs(mean - CorrelatedPairs.Mean) < 0.045 * Math.Sqrt(CorrelatedPairs.Variance), found);
        Assert.True(Math.Abs(variance - CorrelatedPairs.Variance) < 0.083 * CorrelatedPairs.Variance, found);
    }

    /// <summary>What a known neighbour tells of a pixel arrives there. None of the methods is exact: a third may be missing.</summary>
    [Theory]
    [InlineData("diffpir")]
    [InlineData("ddrm")]
    [InlineData("ddnm")]
    [InlineData("ddnm+")]
    [InlineData("dpir")]
    [InlineData("dps")]
    [InlineData("pigdm")]
    public void Method_WithAKnownNeighbour_MovesTowardsTheMeanOfThePosterior(string method)
    {
        var (mean, variance) = Sample(WithoutTravel(method, 100), Correlation);
        double shift = Expected - CorrelatedPairs.Mean;
        Assert.True(Math.Abs(mean - Expected) < shift / 3, $"{method}: mean {mean:f4} for {Expected:f4}, variance {variance:f4}");
    }

    [Fact]
    public void RePaint_WithMoreTravel_ComesCloserToThePosterior()
    {
        double[] errors = [.. new[] { 1, 3, 10 }.Select(repeat =>
            Math.Abs(Sample(new RePaintOptions { Steps = 100, JumpRepeat = repeat, KnownPixels = KnownPixels.Keep }, Correlation).Mean - Expected))];
        Assert.True(errors[0] > 1.2 * errors[1] && errors[1] > errors[2], string.Join(' ', errors));
    }

    private static double Expected => CorrelatedPairs.Mean + (Correlation * (Known - CorrelatedPairs.Mean));

    private static MethodOptions WithoutTravel(string method, int steps)
    {
        var options = RestorationMethods.Find(method).Defaults(new Inpainting(CorrelatedPairs.Mask(Side)), 0) with
        {
            Steps = steps, KnownPixels = KnownPixels.Keep,
        };
        return options switch
        {
            RePaintOptions repaint => repaint with { JumpRepeat = 1 },
            DiffPirOptions diffpir => diffpir with { Tau = 1, Guess = FirstGuess.Measured }, // less noise than the posterior has is meant for pictures
            _ => options,
        };
    }

    /// <summary>Mean and variance of the unknown pixels on [-1,1], whose known neighbours all have one value.</summary>
    private static (double Mean, double Variance) Sample(MethodOptions options, double correlation)
    {
        var mask = CorrelatedPairs.Mask(Side);
        var picture = new PlanarImage(1, Side, Side, [.. Enumerable.Repeat((float)((Known / 2) + 0.5), Side * Side)]);
        using var prior = CorrelatedPairs.Prior(correlation);
        var restored = new TestEngine(TestDevices.Require("opencl"), prior, seed: 5).Restore(
            new(picture, 0, new Inpainting(mask)), options, null, Token);
        double[] unknown = [.. restored.Data.Where((_, i) => !mask.Known[i]).Select(value => (2.0 * value) - 1)];
        double mean = unknown.Average();
        return (mean, unknown.Average(value => (value - mean) * (value - mean)));
    }
}
