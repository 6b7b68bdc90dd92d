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
        var found = JpegHistory.Find(Scenes.Compressed(Grey(TestImages.Noise(1, 256, 256, 4), 20), JpegTables.Standard(quality)));

        Assert.NotNull(found);
        Assert.InRange(found.Quality, quality - 1, quality + 1);
    }

    [Fact]
    public void History_OfAPictureThatNeverWasAJpeg_IsNone()
    {
        Assert.Null(JpegHistory.Find(Grey(TestImages.Noise(1, 256, 256, 4), 20)));
        Assert.Null(JpegHistory.Find(TestImages.Waves(3, 128, 128)));
    }

    [Fact]
    public void RoundingAt_AFrequencyOfTheBlocks_IsThatOfItsStep()
    {
        var tables = JpegTables.Standard(75);
        double Of(double step) => Math.Pow(step / 255, 2) / 12;

        Assert.Equal(Of(tables.Luminance[(2 * 8) + 5]), tables.RoundingAt(5 / 16.0, -2 / 16.0), 1e-12);
        Assert.Equal(Of((tables.Luminance[5] + tables.Luminance[6]) / 2.0), tables.RoundingAt(-5.5 / 16, 0), 1e-12);
        Assert.Equal(Of(tables.Luminance[63]), tables.RoundingAt(0.5, 0.5), 1e-12);
    }

    private static PlanarImage Grey(PlanarImage noise, float contrast) =>
        new(1, noise.Height, noise.Width, [.. noise.Data.Select(v => MathF.Round(Math.Clamp(128 + (contrast * v), 0, 255)) / 255)]);
}
