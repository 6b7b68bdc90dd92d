namespace DiffPir.Sampler.Tests.Degradations;

public sealed class ChannelNoiseTests
{
    /// <summary>Covariances: of noise that all channels share, of a tinted print, of three kinds at once, and of one channel alone.</summary>
    public static TheoryData<double[]> Covariances => new()
    {
        new double[] { 4, 4, 4, 4, 4, 4, 4, 4, 4 },
        new double[] { 1.44, 1.2, 0.9, 1.2, 1, 0.75, 0.9, 0.75, 0.5625 },
        new double[] { 30, 25, 20, 25, 28, 18, 20, 18, 26 },
        new double[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Covariances))]
    public void Missing_AddedToWhatThereIs_IsWhiteAndAsStrongAsTheStrongestMixture(double[] elements)
    {
        double mean = (elements[0] + elements[4] + elements[8]) / 3;
        double[,] covariance = new double[3, 3];
        Buffer.BlockCopy(elements, 0, covariance, 0, elements.Length * sizeof(double));

        var noise = ChannelNoise.Of(covariance);

        Assert.False(noise.IsIndependent);
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double added = Enumerable.Range(0, 3).Sum(k => noise.Missing[row, k] * noise.Missing[column, k]);
                Assert.Equal(row == column ? noise.Strength * noise.Strength : 0, (covariance[row, column] / mean) + added, 1e-6);
            }
        }
    }

    [Fact]
    public void Strength_OfWhatIsRepeated_IsTheRootOfHowOften()
    {
        Assert.Equal(Math.Sqrt(3), ChannelNoise.Repeated(3).Strength, 1e-12);
        Assert.Equal(1, ChannelNoise.Repeated(1).Strength);
    }

    [Fact]
    public void Independent_MissesNothing()
    {
        var noise = ChannelNoise.Independent(3);

        Assert.True(noise.IsIndependent);
        Assert.All(noise.Missing.Cast<double>(), static weight => Assert.Equal(0, weight));
    }
}
