using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Metrics;

public sealed class FrechetDistanceTests
{
    /// <summary>NumPy's value for features of six pictures, by the eigenvalues of the product of both covariances.</summary>
    [Fact]
    public void Distance_OfFewVectorsOfManyFeatures_IsThatOfTheOriginal()
    {
        using var golden = Checkpoint.OpenTensors(RepositoryPaths.Fixture("features/inception.io.safetensors"));
        float[][] features = [.. Enumerable.Range(0, 6).Select(i => golden.Read($"y.{i}"))];

        double distance = FrechetDistance.Between(features[..3], features[3..]);

        double expected = golden.Read("fid")[0];
        Assert.InRange(Math.Abs(distance - expected) / expected, 0, 1e-6);
    }

    [Fact]
    public void Distance_OfIndependentFeatures_IsTheSumOfTheirs()
    {
        // Two features that do not vary together: (m1 - m2)^2 + (s1 - s2)^2 of each, s with the number less one.
        float[][] a = [[1, 0], [3, 0], [1, 5], [3, 5]], b = [[10, -1], [10, -2], [14, -1], [14, -2]];
        double deviation(double width) => width * Math.Sqrt(1.0 / 3);

        double expected = Math.Pow(12 - 2, 2) + Math.Pow(2.5 + 1.5, 2) + Math.Pow(deviation(4) - deviation(2), 2) + Math.Pow(deviation(5) - deviation(1), 2);

        Assert.Equal(expected, FrechetDistance.Between(a, b), 1e-12);
        Assert.Equal(0, FrechetDistance.Between(a, a), 1e-12);
    }

    [Fact]
    public void Distance_OfOneVector_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([[1f]], [[1f], [2f]]));
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([[1f], [2f]], [[1f, 2f], [2f, 2f]]));
    }
}
