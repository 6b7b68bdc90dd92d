using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class JpegTablesTests
{
    [Theory]
    [InlineData(95, 0.4)]
    [InlineData(85, 1.3)]
    [InlineData(75, 2.2)]
    [InlineData(50, 4.3)]
    public void NoiseFloor_OfAStandardTable_IsTheRoundingOfItsLowSteps(int quality, double expected) =>
        Assert.InRange(JpegTables.Standard(quality).NoiseFloor, expected - 0.1, expected + 0.1);

    [Fact]
    public void Quality_OfEveryStandardTable_IsFoundAgain() =>
        Assert.All(Enumerable.Range(1, 99), quality => Assert.Equal(
            JpegTables.Standard(quality).Luminance, JpegTables.Standard(JpegTables.Standard(quality).Quality).Luminance));

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void Constructor_TableOfAnotherLength_IsRefused(int count) =>
        Assert.Throws<ArgumentException>(() => new JpegTables([.. Enumerable.Repeat(1, count)], [.. Enumerable.Repeat(1, 64)]));

    [Theory]
    [InlineData(90)]
    [InlineData(75)]
    [InlineData(40)]
    public void History_OfAPictureRoundedToATable_FindsIt(int quality)
    {
        var found = JpegHistory.Find(Compressed(TestImages.Noise(1, 256, 256, 4), JpegTables.Standard(quality)));

        Assert.NotNull(found);
        Assert.InRange(found.Quality, quality - 1, quality + 1);
    }

    [Fact]
    public void History_OfAPictureThatNeverWasAJpeg_IsNone()
    {
        Assert.Null(JpegHistory.Find(Grey(TestImages.Noise(1, 256, 256, 4), 20)));
        Assert.Null(JpegHistory.Find(TestImages.Waves(3, 128, 128)));
    }

    private static PlanarImage Grey(PlanarImage noise, float contrast) =>
        new(1, noise.Height, noise.Width, [.. noise.Data.Select(v => MathF.Round(Math.Clamp(128 + (contrast * v), 0, 255)) / 255)]);

    private static PlanarImage Compressed(PlanarImage noise, JpegTables tables)
    {
        var image = Grey(noise, 20);
        var coefficients = new float[64];
        for (int y = 0; y < image.Height; y += 8)
        {
            for (int x = 0; x < image.Width; x += 8)
            {
                var block = image.Data.AsSpan((y * image.Width) + x);
                CosineTransform.Forward(block, image.Width, coefficients);
                for (int i = 0; i < coefficients.Length; i++)
                {
                    float step = tables.Luminance[i] / 255f, shift = i == 0 ? 128 * 8 / 255f : 0;
                    coefficients[i] = (step * MathF.Round((coefficients[i] - shift) / step)) + shift;
                }

                CosineTransform.Inverse(coefficients, block, image.Width);
            }
        }

        return new PlanarImage(1, image.Height, image.Width, [.. image.Data.Select(v => MathF.Round(255 * v) / 255)]);
    }
}
