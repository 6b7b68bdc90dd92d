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

    [Theory]
    [InlineData(1000)]
    [InlineData(4000)]
    public void Cosine_AlphaBar_IsTheSquaredCosineUntilTheLastSteps(int count)
    {
        var schedule = NoiseSchedule.Cosine(count);
        double left(int step) => Math.Pow(Math.Cos((((double)step / count) + 0.008) / 1.008 * Math.PI / 2), 2);

        for (int t = 0; t < count - 2; t += count / 20)
        {
            Assert.Equal(left(t + 1) / left(0), schedule.AlphaBar(t), 1e-9);
        }

        Assert.Equal(0.999, schedule.Beta(count - 1), 12);
    }

    [Fact]
    public void TrainingSchedule_MoreLinearSteps_AddTheSameNoiseInAll()
    {
        var more = new TrainingSchedule(ScheduleShape.Linear, 4000);

        Assert.Equal(0.000025, more.ToSchedule().Beta(0), 12);
        Assert.InRange(Math.Log(more.ToSchedule().AlphaBar(3999)) / Math.Log(NoiseSchedule.Standard.AlphaBar(999)), 0.99, 1.01);
        Assert.Equal(500, more.ToNetworkTime(2000));
        Assert.Equal(7, TrainingSchedule.Assumed.ToNetworkTime(7));
    }
}
