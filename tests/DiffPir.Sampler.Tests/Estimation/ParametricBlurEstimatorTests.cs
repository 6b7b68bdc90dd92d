using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class ParametricBlurEstimatorTests
{
    private const int Side = 280;

    public static TheoryData<BlurFamily, double, double> Blurs => new()
    {
        { BlurFamily.Gaussian, 1.5, 0 }, { BlurFamily.Gaussian, 3, 0 }, { BlurFamily.Disk, 3, 0 }, { BlurFamily.Disk, 6, 0 },
        { BlurFamily.Line, 9, 30 }, { BlurFamily.Line, 16, 110 },
    };

    [Theory]
    [MemberData(nameof(Blurs))]
    public void Estimate_BlurredScene_FindsFamilyAndWidth(BlurFamily family, double width, double degrees)
    {
        var kernel = new ParametricBlur(family, width, degrees).ToKernel()!;

        var found = Estimate(new Deblurring(kernel).Degrade(Scenes.Discs(Side), 2, 5)).Blur;

        Assert.Equal(family, found.Family);
        Assert.InRange(found.Width, 0.85 * width, 1.15 * width);
        Assert.InRange(Math.Abs(found.Degrees - degrees), 0, 6);
    }

    [Fact]
    public void Estimate_SharpScene_IsNotBlurred()
    {
        var found = Estimate(new Denoising().Degrade(Scenes.Discs(Side), 2, 5));

        Assert.Equal(ParametricBlur.None, found.Blur);
    }

    [Theory]
    [InlineData(BlurFamily.Gaussian, 1.5, 90)]
    [InlineData(BlurFamily.Gaussian, 2.5, 75)]
    [InlineData(BlurFamily.Disk, 4, 75)]
    [InlineData(BlurFamily.Disk, 4, 90)]
    public void Estimate_JpegOfABlurredScene_FindsFamilyAndWidth(BlurFamily family, double width, int quality)
    {
        var kernel = new ParametricBlur(family, width, 0).ToKernel()!;
        var seen = new Deblurring(kernel).Degrade(Scenes.Discs(Side), 1, 5).Crop(12, 12, Side - 24, Side - 24);

        var found = ParametricBlurEstimator.Estimate(Scenes.Compressed(seen, JpegTables.Standard(quality)), 1, JpegTables.Standard(quality));

        Assert.Equal(family, found.Blur.Family);
        Assert.InRange(found.Blur.Width, 0.85 * width, 1.15 * width);
        Assert.InRange(found.Confidence, 0.5, 1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.4400505857)]
    [InlineData(3.8317059702, 0)]
    [InlineData(10, 0.0434727462)]
    [InlineData(-1, -0.4400505857)]
    public void Bessel_IsRight(double x, double expected) => Assert.Equal(expected, Bessel.J1(x), 1e-6);

    private static BlurLikelihood Estimate(PlanarImage picture)
    {
        var cut = picture.Crop(12, 12, Side - 24, Side - 24);
        return ParametricBlurEstimator.Estimate(cut, 2, null);
    }
}
