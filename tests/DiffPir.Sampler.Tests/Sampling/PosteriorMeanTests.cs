using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

public sealed class PosteriorMeanTests
{
    private const double Level = 25, Sigma = 2 * Level / 255;

    [Fact]
    public void Run_WithAGaussianPrior_IsTheMeanOfThePosterior()
    {
        const double variance = 0.05;
        var measured = new Denoising().Degrade(TestImages.Waves(3, 16, 24), Level, 1);
        var prior = HostDenoiser.Gaussian(static _ => 0, variance);

        var result = Restore(prior, measured, new PosteriorMeanOptions());

        Assert.Equal(1, prior.Calls);
        double share = variance / (variance + (Sigma * Sigma));
        Assert.All(result.Data.Zip(measured.Data), pair => Assert.Equal(share * ((2 * pair.Second) - 1), (2 * pair.First) - 1, 0.01));
    }

    [Fact]
    public void Run_WhereNoiseWasClipped_TakesBlackForABoundAndIsLessTooBright()
    {
        var dark = new PlanarImage(3, 48, 48, [.. Enumerable.Repeat(0.04f, 3 * 48 * 48)]);
        var noisy = new Denoising().Degrade(dark, Level, 1);
        var clipped = new PlanarImage(3, 48, 48, [.. noisy.Data.Select(static v => Math.Clamp(v, 0f, 1f))]);
        var prior = HostDenoiser.Gaussian(static _ => -0.92, 0.01);

        double values = Restore(prior, clipped, new PosteriorMeanOptions { Steps = 1 }).Data.Average();
        double bounds = Restore(prior, clipped, new PosteriorMeanOptions()).Data.Average();

        Assert.Equal(3, prior.Calls);
        Assert.True(Math.Abs(bounds - 0.04) < 0.6 * Math.Abs(values - 0.04), $"mean {bounds} with bounds, {values} with values, truth 0.04");
    }

    [Fact]
    public void Restore_OfABlur_IsRefused()
    {
        var picture = TestImages.Waves(3, 16, 16);
        using var engine = new RestorationEngine(TestDevices.Require("cpu"), _ => HostDenoiser.Proportional());
        var job = new RestorationJob { Degradation = new Deblurring(BlurShapes.Disk(1.5)), Noise = 5, Options = new PosteriorMeanOptions() };

        var error = Assert.Throws<SamplerException>(() => engine.Restore(job, picture, null, TestContext.Current.CancellationToken));

        Assert.Contains("deblurring", error.Message);
    }

    private static PlanarImage Restore(HostDenoiser prior, PlanarImage measured, PosteriorMeanOptions options)
    {
        var device = TestDevices.Require("cpu");
        return new TestEngine(device, prior).Restore(new Measurement(measured, Level, new Denoising()), options);
    }
}
