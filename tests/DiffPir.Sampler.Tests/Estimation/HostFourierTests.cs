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
        var (re, im) = (TestImages.Noise(1, rows, columns, 0).Data, TestImages.Noise(1, rows, columns, 1).Data);
        var (spectrumRe, spectrumIm) = ((float[])re.Clone(), (float[])im.Clone());

        new HostFourier(rows, columns).Forward(spectrumRe, spectrumIm);

        double worst = 0;
        for (int i = 0; i < rows * columns; i += Math.Max(1, rows * columns / 50))
        {
            int u = i / rows, v = i % rows;
            System.Numerics.Complex sum = 0;
            for (int n = 0; n < rows * columns; n++)
            {
                double angle = -2 * Math.PI * (((double)u * (n % columns) / columns) + ((double)v * (n / columns) / rows));
                sum += new System.Numerics.Complex(re[n], im[n]) * System.Numerics.Complex.FromPolarCoordinates(1, angle);
            }

            worst = Math.Max(worst, (sum - new System.Numerics.Complex(spectrumRe[i], spectrumIm[i])).Magnitude);
        }

        Assert.InRange(worst, 0, 2e-6 * rows * columns + 1e-5);
    }

    [Fact]
    public void Inverse_AfterForward_IsTheIdentity()
    {
        var (re, im) = (TestImages.Noise(1, 60, 49, 0).Data, TestImages.Noise(1, 60, 49, 1).Data);
        var (backRe, backIm) = ((float[])re.Clone(), (float[])im.Clone());
        var transform = new HostFourier(60, 49);

        transform.Forward(backRe, backIm);
        transform.Inverse(backRe, backIm);

        Assert.All(re.Zip(backRe), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(im.Zip(backIm), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
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
