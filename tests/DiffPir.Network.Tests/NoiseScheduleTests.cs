namespace DiffPir.Network.Tests;

public sealed class NoiseScheduleTests
{
    [Theory]
    [InlineData(0, 0.9999, 0.0100005000)]
    [InlineData(1, 0.9997800920720721, 0.0148309237)]
    [InlineData(5, 0.9991015342637307, 0.0299878926)]
    [InlineData(50, 0.9699514935950494, 0.1760096328)]
    [InlineData(250, 0.5214230306185275, 0.9580337147)]
    [InlineData(500, 0.07779665836502389, 3.4429671126)]
    [InlineData(900, 0.0002702445195582643, 60.8223031530)]
    [InlineData(999, 4.035829765375676e-05, 157.4072808104)]
    public void AlphaBarAndSigma_OfTheStandardSchedule_AreThePublishedOnes(int t, double alphaBar, double sigma)
    {
        Assert.Equal(alphaBar, NoiseSchedule.Standard.AlphaBar(t), 1e-13);
        Assert.Equal(sigma, NoiseSchedule.Standard.Sigma(t), 1e-9 * Math.Max(1, sigma));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.01, 2)]
    [InlineData(0.03, 14)]
    [InlineData(0.05, 26)]
    [InlineData(25 / 255.0, 56)]
    [InlineData(50 / 255.0, 114)]
    public void Nearest_OfANoiseLevelOnUnitScale_IsThePublishedTimestep(double level, int t) =>
        Assert.Equal(t, NoiseSchedule.Standard.Nearest(2 * level));

    [Fact]
    public void SignalAndNoise_OfEveryStep_HaveUnitPower()
    {
        var schedule = NoiseSchedule.Standard;
        Assert.All(Enumerable.Range(0, schedule.Count), t =>
            Assert.Equal(1, (schedule.Signal(t) * schedule.Signal(t)) + (schedule.Noise(t) * schedule.Noise(t)), 1e-14));
        Assert.All(Enumerable.Range(1, schedule.Count - 1), t => Assert.True(schedule.Sigma(t) > schedule.Sigma(t - 1)));
    }
}
