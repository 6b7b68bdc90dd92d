namespace DiffPir.Sampler.Tests;

public sealed class BlurShapesTests
{
    [Fact]
    public void Disk_OfRadius4_WeighsPixelsByWhatIsCovered()
    {
        var kernel = BlurShapes.Disk(4);

        Assert.Equal((9, 9), (kernel.Height, kernel.Width));
        double pixel = 1 / (Math.PI * 16);
        Assert.Equal(pixel, kernel[4, 4], 1e-4);
        Assert.Equal(0, kernel[0, 0]);
        Assert.InRange(kernel[0, 4], 0.3 * pixel, 0.6 * pixel);
        Assert.Equal(kernel[1, 3], kernel[5, 7], 1e-7f);
        Assert.Equal(1, kernel.Values.ToArray().Sum(), 1e-5f);
    }

    [Theory]
    [InlineData(8, 0, 64.0 / 12, 0)]
    [InlineData(8, 90, 0, 64.0 / 12)]
    [InlineData(15, 30, 225.0 / 12 * 0.75, 225.0 / 12 * 0.25)]
    public void Line_HasTheSpreadOfItsLength(double length, double degrees, double across, double down)
    {
        var kernel = BlurShapes.Line(length, degrees);

        var (x, y, product) = Moments(kernel);
        Assert.InRange(x, across, across + 0.4);
        Assert.InRange(y, down, down + 0.4);
        Assert.True(degrees == 30 ? product < -1 : Math.Abs(product) < 0.01, "a line at 30 degrees rises to the right");
        Assert.Equal(1, kernel.Values.ToArray().Sum(), 1e-5f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    [InlineData(double.NaN)]
    public void Shapes_OfASizeThatMakesNoSense_AreRefused(double size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BlurShapes.Disk(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlurShapes.Line(size, 10));
    }

    private static (double X, double Y, double Product) Moments(BlurKernel kernel)
    {
        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            int y = (i / kernel.Width) - kernel.OriginRow, x = (i % kernel.Width) - kernel.OriginColumn;
            xx += kernel.Values[i] * x * x;
            yy += kernel.Values[i] * y * y;
            xy += kernel.Values[i] * x * y;
        }

        return (xx, yy, xy);
    }
}
