using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

public sealed class DrawsTests
{
    [Fact]
    public void Restore_OfSeveralDraws_IsTheirMeanAndTheyAreThoseOfTheirSeeds()
    {
        var several = Restore(seed: 7, draws: 3);
        var second = Restore(seed: 8, draws: 1);

        Assert.Equal(3, several.Draws.Count);
        Assert.Empty(second.Draws);
        Assert.Equal(second.Image.Data, several.Draws[1].Data);
        Assert.NotEqual(several.Draws[0].Data, several.Draws[1].Data);
        for (int i = 0; i < several.Image.Data.Length; i++)
        {
            Assert.Equal(several.Draws.Average(draw => draw.Data[i]), several.Image.Data[i], 1e-5f);
        }
    }

    [Fact]
    public void Residuals_AreTheMeasurementLessTheResult()
    {
        var result = Restore(seed: 7, draws: 2);
        var measured = Measured();

        Assert.All(
            result.Residuals.Data.Zip(measured.Data.Zip(result.Image.Data)),
            value => Assert.Equal(value.Second.First - value.Second.Second, value.First, 1e-5f));
        Assert.Equal(255 * Math.Sqrt(result.Residuals.Data.Average(static v => (double)v * v)), result.Residual, 1e-3);
    }

    [Fact]
    public void Spread_OfTwoPictures_IsTheirStandardDeviation()
    {
        var a = new PlanarImage(3, 1, 2, [0.5f, 0, 0.5f, 0, 0.5f, 0]);
        var b = new PlanarImage(3, 1, 2, [0.5f, 0.2f, 0.5f, 0, 0.5f, 0]);

        float[] spread = Spread.Of([a, b]).Data;

        Assert.Equal(0, spread[0]);
        Assert.Equal(0.2 / Math.Sqrt(6), spread[1], 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Validate_RefusesOtherNumbersOfDraws(int draws) =>
        Assert.Throws<SamplerException>(() => new RestorationJob { Degradation = new Denoising(), Noise = 20, Draws = draws }.Validate());

    private static PlanarImage Measured() => new Denoising().Degrade(TestImages.Waves(3, 16, 24), 20, 1);

    private static RestorationResult Restore(ulong seed, int draws)
    {
        using var engine = new RestorationEngine(TestDevices.Require("cpu"), static _ => HostDenoiser.Proportional());
        var job = new RestorationJob { Degradation = new Denoising(), Noise = 20, Options = new DiffPirOptions { Steps = 3 }, Seed = seed, Draws = draws };
        return engine.Restore(job, Measured(), null, TestContext.Current.CancellationToken);
    }
}
