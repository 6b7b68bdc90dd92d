using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class NoiseEstimatorTests
{
    /// <summary>Smooth waves, sharp checks over a third of the picture, and a black sky.</summary>
    private static PlanarImage Scene()
    {
        var image = TestImages.Waves(3, 192, 192);
        for (int i = 0; i < image.Data.Length; i++)
        {
            int y = i / 192 % 192, x = i % 192;
            image.Data[i] += x < 64 && ((x / 3) + (y / 2)) % 2 == 0 ? 0.2f : 0;
            image.Data[i] = y < 40 ? 0 : image.Data[i];
        }

        return image;
    }

    private static double Read(double level) => NoiseEstimator.Estimate(Scenes.EightBits(new Denoising().Degrade(Scene(), level, 7))).Level;

    [Theory]
    [InlineData(2.5)]
    [InlineData(5)]
    [InlineData(12.75)]
    [InlineData(25)]
    public void Estimate_WhiteNoiseOverTextureAndBlack_ReadsItsLevel(double level) => Assert.InRange(Read(level), level - 0.6, level + 0.6);

    [Fact]
    public void Estimate_AroundAFlatHole_ReadsTheNoiseOfWhatIsKnown()
    {
        const double level = 12.75;
        var noisy = new Denoising().Degrade(Scene(), level, 7);
        var mask = PixelMask.Box(192, 192, 64, 96, 5);
        for (int i = 0; i < noisy.Data.Length; i++)
        {
            noisy.Data[i] = mask.Known[i % (192 * 192)] ? noisy.Data[i] : 0.7f;
        }

        Assert.InRange(NoiseEstimator.Estimate(noisy).Level, 0, 3);
        Assert.InRange(NoiseEstimator.Estimate(noisy, mask).Level, level - 0.6, level + 0.6);
    }

    [Fact]
    public void Estimate_WhereEverySecondPixelIsMissing_IsRefused()
    {
        var mask = new PixelMask(192, 192, [.. Enumerable.Range(0, 192 * 192).Select(static i => i % 2 == 0)]);

        Assert.True(NoiseEstimator.IsUnreadable(Scene(), mask));
        Assert.Contains("give its level", Assert.Throws<SamplerException>(() => NoiseEstimator.Estimate(Scene(), mask)).Message);
    }

    [Fact]
    public void Estimate_WithoutNoise_ReadsLessThanTheRounding() => Assert.InRange(Read(0), 0, 0.35);

    [Fact]
    public void Estimate_MoreNoise_ReadsMore()
    {
        double[] read = [.. new[] { 0.0, 1, 2, 4, 8, 16, 32 }.Select(Read)];

        Assert.Equal(read.Order(), read);
        Assert.Equal(read.Length, read.Distinct().Count());
    }

    [Fact]
    public void Estimate_NoiseInOneChannel_IsReadThereOnly()
    {
        var image = Scene();
        new Denoising().Degrade(image, 10, 3).Plane(1).CopyTo(image.Plane(1));

        var channels = NoiseEstimator.Estimate(Scenes.EightBits(image)).Channels;

        Assert.InRange(channels[1], 9.4, 10.6);
        Assert.InRange(channels[0], 0, 0.4);
        Assert.InRange(channels[2], 0, 0.4);
    }

    [Fact]
    public void Estimate_PictureTooSmall_IsRefused()
    {
        var error = Assert.Throws<SamplerException>(() => NoiseEstimator.Estimate(new PlanarImage(3, 15, 200)));

        Assert.Contains("200 x 15", error.Message);
    }

    [Theory]
    [InlineData(192, 192, false)]
    [InlineData(157, 131, false)]
    [InlineData(157, 131, true)]
    public void Covariance_OfNoiseThatChannelsShare_IsThatOfTheNoise(int height, int width, bool hasHole)
    {
        // Red has the shared noise and some of its own, green the shared one alone, blue half of it and more of its own.
        double[,] weights = { { 6, 2, 0 }, { 6, 0, 0 }, { 3, 0, 4 } };
        float[] white = TestImages.Noise(3, height, width, 9).Data;
        var image = TestImages.Waves(3, height, width);
        int pixels = height * width;
        for (int i = 0; i < image.Data.Length; i++)
        {
            image.Data[i] += (float)(Enumerable.Range(0, 3).Sum(k => weights[i / pixels, k] * white[(k * pixels) + (i % pixels)]) / 255);
        }

        var mask = hasHole ? PixelMask.Box(height, width, 40, 40, 5) : null;
        for (int i = 0; i < image.Data.Length; i++)
        {
            image.Data[i] = mask?.Known[i % pixels] == false ? 0.6f : image.Data[i];
        }

        double[,] covariance = NoiseEstimator.Covariance(image, mask);

        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double expected = Enumerable.Range(0, 3).Sum(k => weights[row, k] * weights[column, k]);
                Assert.InRange(covariance[row, column], expected - 5, expected + 5);
            }
        }
    }

    [Theory]
    [InlineData(75, 1, 3.3)]
    [InlineData(75, 2, 8.5)]
    [InlineData(90, 2, 3.3)]
    [InlineData(50, 2, 8.5)]
    public void BeforeCompression_OfNoiseThatCompressionRoundedToNothing_IsThatOfItsLuma(int quality, int colourStep, double luma)
    {
        var tables = JpegTables.Standard(quality);
        var noisy = new Denoising().Degrade(TestImages.Waves(3, 205, 219), luma / 0.668, 7);
        var file = Scenes.EightBits(new JpegCompression(new(tables) { RowStep = colourStep, ColumnStep = colourStep }).Degrade(noisy, 0, 1));
        var read = NoiseEstimator.Estimate(file);

        var before = NoiseEstimator.BeforeCompression(read, file, null, tables);

        Assert.InRange(read.Level, 0, 0.6 * luma);
        Assert.InRange(before.Level, 0.85 * luma, 1.15 * luma);
    }

    [Fact]
    public void BeforeCompression_OfWhatWasNotCompressedOrIsTooSmallToTell_IsWhatWasRead()
    {
        var read = new NoiseEstimate([3, 1, 2]);

        Assert.Same(read, NoiseEstimator.BeforeCompression(read, Scene(), null, null));
        Assert.Equal(read.Channels, NoiseEstimator.BeforeCompression(read, TestImages.Noise(3, 64, 64, 1), null, JpegTables.Standard(75)).Channels);
    }

    [Fact]
    public void LevelToAssume_OfAJpeg_AddsTheFloorOfItsTables()
    {
        var estimate = new NoiseEstimate([3, 3, 3]);

        Assert.Equal(3, estimate.LevelToAssume(null), 1e-9);
        Assert.Equal(Math.Sqrt(9 + Math.Pow(JpegTables.Standard(75).NoiseFloor, 2)), estimate.LevelToAssume(JpegTables.Standard(75)), 1e-9);
        Assert.InRange(new NoiseEstimate([0]).LevelToAssume(null), 0.28, 0.3);
    }
}
