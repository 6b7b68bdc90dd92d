using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class SpectrumModelTests
{
    private const double Rounding = 3e-4;

    [Fact]
    public void LogLikelihood_WhatRoundingTookFromASharpScene_SpeaksForNoBlur()
    {
        Assert.InRange(GainOfBlur(Sharp(Rounding)), 0, 5);
        Assert.InRange(GainOfBlur(Sharp(0)), 100, double.PositiveInfinity);
    }

    [Fact]
    public void LogLikelihood_WhatStandsAboveTheRounding_SpeaksAgainstABlurAsWithoutIt()
    {
        double LossOf(double rounding)
        {
            var model = Model([.. Frequencies().Select(f => new SpectrumBin(8, Scene(f), f, 1, rounding))]);
            return model.LogLikelihood(ParametricBlur.None) - model.LogLikelihood(new ParametricBlur(BlurFamily.Gaussian, 2, 0));
        }

        Assert.InRange(LossOf(Scene(0.45) / 100), 0.8 * LossOf(0), LossOf(0));
    }

    [Fact]
    public void LogLikelihood_ABlurWhoseEndIsRoundedAway_IsFound()
    {
        const double fine = 1e-5;
        var blur = new ParametricBlur(BlurFamily.Gaussian, 1.5, 0);
        var seen = Frequencies().Select(f => (Frequency: f, Power: Scene(f) * blur.PowerAt(f, 1)));
        var model = Model(seen.Select(static s => new SpectrumBin(8, s.Power > fine ? s.Power : 0, s.Frequency, 1, fine)));

        double best = new[] { 0.9, 1.2, 1.5, 1.8, 2.1 }.MaxBy(width => model.LogLikelihood(new ParametricBlur(BlurFamily.Gaussian, width, 0)));

        Assert.Equal(1.5, best);
        Assert.InRange(model.LogLikelihood(blur) - model.LogLikelihood(ParametricBlur.None), 100, double.PositiveInfinity);
    }

    [Fact]
    public void ReadableShare_CountsWhatStandsAboveTheRounding()
    {
        var bins = Sharp(Rounding);

        Assert.Equal((double)bins.Count(static bin => bin.Power > 0) / bins.Length, Model(bins).ReadableShare, 1e-9);
        Assert.Equal(1, Model(Sharp(0).Where(static bin => bin.Power > 0)).ReadableShare, 1e-9);
    }

    private static double GainOfBlur(SpectrumBin[] bins)
    {
        var model = Model(bins);
        return new[] { 0.6, 0.9, 1.2, 1.5 }.Max(
            width => model.LogLikelihood(new ParametricBlur(BlurFamily.Gaussian, width, 0))) - model.LogLikelihood(ParametricBlur.None);
    }

    /// <summary>A sharp scene of which all that is no larger than <see cref="Rounding"/> was rounded to 0.</summary>
    private static SpectrumBin[] Sharp(double told) =>
        [.. Frequencies().Select(f => new SpectrumBin(8, Scene(f) > Rounding ? Scene(f) : 0, f, 1, told))
            .Select(static bin => bin.Rounding > 0 ? bin : bin with { Power = Math.Max(bin.Power, 1e-9) })];

    private static IEnumerable<double> Frequencies() => Enumerable.Range(1, 400).Select(static i => 0.02 + (0.43 * i / 400));

    private static double Scene(double frequency) => 1e-3 * Math.Pow(frequency / 0.1, -2.4);

    private static SpectrumModel Model(IEnumerable<SpectrumBin> bins) => new([.. bins], (1e-7, 1e-5), 1e-4);
}
