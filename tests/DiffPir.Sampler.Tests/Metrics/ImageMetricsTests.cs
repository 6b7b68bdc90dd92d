namespace DiffPir.Sampler.Tests.Metrics;

public sealed class ImageMetricsTests
{
    [Fact]
    public void Psnr_OfAKnownDifference_IsItsLevel()
    {
        var a = new PlanarImage(1, 2, 2, [0.5f, 0.5f, 0.5f, 0.5f]);
        var b = new PlanarImage(1, 2, 2, [0.6f, 0.4f, 0.6f, 0.4f]);
        Assert.Equal(20, ImageMetrics.Psnr(a, b), 1e-4);
        Assert.Equal(double.PositiveInfinity, ImageMetrics.Psnr(a, a));
    }

    [Fact]
    public void Psnr_OfValuesOutsideTheRange_ClampsThem()
    {
        var a = new PlanarImage(1, 1, 2, [1.7f, -0.4f]);
        var b = new PlanarImage(1, 1, 2, [1f, 0f]);
        Assert.Equal(double.PositiveInfinity, ImageMetrics.Psnr(a, b));
        Assert.Equal(double.PositiveInfinity, ImageMetrics.PsnrRounded(a, b));
    }

    [Fact]
    public void PsnrRounded_OfADifferenceBelowHalfALevel_IsInfinite()
    {
        var a = new PlanarImage(1, 1, 2, [100 / 255f, 101 / 255f]);
        var b = new PlanarImage(1, 1, 2, [100.4f / 255f, 101.6f / 255f]);
        Assert.Equal(20 * Math.Log10(255 / Math.Sqrt(0.5)), ImageMetrics.PsnrRounded(a, b), 1e-9);
    }

    [Fact]
    public void PsnrRounded_WithABorder_LeavesItOut()
    {
        var a = new PlanarImage(1, 4, 4);
        var b = new PlanarImage(1, 4, 4);
        b[0, 0, 0] = 1;
        b[0, 1, 1] = 1 / 255f;
        Assert.Equal(20 * Math.Log10(255 / Math.Sqrt(0.25)), ImageMetrics.PsnrRounded(a, b, 1), 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageMetrics.PsnrRounded(a, b, 2));
    }

    [Fact]
    public void PsnrLuma_OfAGreenDifference_WeighsIt()
    {
        var a = new PlanarImage(3, 1, 1, [0, 0, 0]);
        var b = new PlanarImage(3, 1, 1, [0, 1, 0]);
        Assert.Equal(20 * Math.Log10(255 / 129.0), ImageMetrics.PsnrLuma(a, b), 1e-9);
        Assert.Throws<ArgumentException>(() => ImageMetrics.PsnrLuma(new PlanarImage(1, 1, 1), new PlanarImage(1, 1, 1)));
    }

    [Fact]
    public void Ssim_OfAnImageWithItself_IsOneAndFallsWithNoise()
    {
        var clean = TestImages.Waves(2, 20, 30);
        var noisy = new Denoising().Degrade(clean, 25, 1);
        var noisier = new Denoising().Degrade(clean, 50, 1);
        Assert.Equal(1, ImageMetrics.Ssim(clean, clean), 1e-9);
        Assert.InRange(ImageMetrics.Ssim(clean, noisier), 0.05, ImageMetrics.Ssim(clean, noisy) - 0.05);
    }

    [Fact]
    public void Ssim_OfConstantImages_IsTheLuminanceTerm()
    {
        var a = new PlanarImage(1, 11, 11, [.. Enumerable.Repeat(100 / 255f, 121)]);
        var b = new PlanarImage(1, 11, 11, [.. Enumerable.Repeat(150 / 255f, 121)]);
        Assert.Equal(((2 * 100 * 150) + 6.5025) / ((100 * 100) + (150 * 150) + 6.5025), ImageMetrics.Ssim(a, b), 1e-5);
    }

    [Fact]
    public void Metrics_OfDifferentShapes_Refuse() =>
        Assert.Throws<ArgumentException>(() => ImageMetrics.Psnr(new PlanarImage(1, 2, 2), new PlanarImage(1, 2, 3)));
}
