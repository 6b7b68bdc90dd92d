using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class HostFourierTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 12)]
    [InlineData(15, 14)]
    [InlineData(64, 9)]
    [InlineData(21, 100)]
    public void Forward_IsTheDefinition(int rows, int columns)
    {
        float[] plane = TestImages.Noise(1, rows, columns, 0).Data;
        var transform = new HostFourier(rows, columns);
        float[] re = new float[transform.HalfRows * columns], im = new float[re.Length];

        transform.Forward(plane, re, im);

        double worst = 0;
        for (int i = 0; i < re.Length; i += Math.Max(1, re.Length / 50))
        {
            int u = i / transform.HalfRows, v = i % transform.HalfRows;
            System.Numerics.Complex sum = 0;
            for (int n = 0; n < rows * columns; n++)
            {
                double angle = -2 * Math.PI * (((double)u * (n % columns) / columns) + ((double)v * (n / columns) / rows));
                sum += plane[n] * System.Numerics.Complex.FromPolarCoordinates(1, angle);
            }

            worst = Math.Max(worst, (sum - new System.Numerics.Complex(re[i], im[i])).Magnitude);
        }

        Assert.InRange(worst, 0, 2e-6 * rows * columns + 1e-5);
    }

    [Theory]
    [InlineData(60, 49)]
    [InlineData(21, 40)]
    [InlineData(1, 5)]
    [InlineData(7, 1)]
    public void Inverse_AfterForward_IsTheIdentity(int rows, int columns)
    {
        float[] plane = TestImages.Noise(1, rows, columns, 0).Data;
        float[] back = new float[plane.Length];
        var transform = new HostFourier(rows, columns);
        float[] re = new float[transform.HalfRows * columns], im = new float[re.Length];

        transform.Forward(plane, re, im);
        transform.Inverse(re, im, back);

        Assert.All(plane.Zip(back), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(11, 10)]
    [InlineData(127, 126)]
    [InlineData(256, 256)]
    public void LengthAtMost_HasNoPrimeFactorAboveSeven(int length, int expected) => Assert.Equal(expected, HostFourier.LengthAtMost(length));

    [Fact]
    public void Constructor_LengthWithALargePrimeFactor_IsRefused() => Assert.Throws<ArgumentException>(() => new HostFourier(22, 8));
}
