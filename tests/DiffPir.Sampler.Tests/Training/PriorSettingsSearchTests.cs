using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Sampler.Training;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Training;

public sealed class PriorSettingsSearchTests
{
    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Run_WithTimeForAll_MeasuresNoSettingTwice(string selector)
    {
        // What the prior sees at the last step of a restoration depends on all of its settings.
        var seen = new List<(int Timestep, float[] Image)>();
        var exact = HostDenoiser.Gaussian(static _ => 0, 0.2);
        var prior = new HostDenoiser((x, t) =>
        {
            seen.Add((t, x));
            return exact.Predict(x, t);
        });
        using var engine = new RestorationEngine(TestDevices.Require(selector), _ => prior);

        var found = PriorSettingsSearch.Run(
            engine, [TestImages.Scene(128, 128)], PriorSettings.BuiltIn, TimeSpan.MaxValue, TestContext.Current.CancellationToken);

        int last = seen.Min(static one => one.Timestep);
        float[][] ends = [.. seen.Where(one => one.Timestep == last).Select(static one => one.Image)];
        Assert.InRange(ends.Length, 30, 60);
        Assert.Equal(ends.Length, ends.Distinct(new SameValues()).Count());
        Assert.NotEqual(PriorSettings.BuiltIn, found);
    }

    private sealed class SameValues : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(float[] obj) => obj.Take(64).Aggregate(0, HashCode.Combine);
    }
}
