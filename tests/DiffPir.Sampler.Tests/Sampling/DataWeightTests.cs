using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Sampling;

public sealed class DataWeightTests
{
    [Theory]
    [InlineData(0, 174.95)]
    [InlineData(10, 7.961)]
    [InlineData(100, 0.1494)]
    [InlineData(999, 7.063e-7)]
    public void Of_AtLambdaSevenAndNoisePointZeroFive_IsThePublishedRho(int t, double rho) =>
        Assert.Equal(1, DataWeight.Of(NoiseSchedule.Standard, t, 7, 0.05) / rho, 1e-3);

    [Fact]
    public void Of_WithoutNoise_UsesTheSmallestSigma() =>
        Assert.Equal(1, DataWeight.Of(NoiseSchedule.Standard, 999, 1, 0) / 4.04e-11, 2e-3);
}
