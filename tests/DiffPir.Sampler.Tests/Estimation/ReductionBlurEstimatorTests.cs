using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class ReductionBlurEstimatorTests
{
    private const int Side = 512;

    [Theory]
    [InlineData(2, 1.4)]
    [InlineData(2, 2.4)]
    [InlineData(4, 3.2)]
    [InlineData(4, 5)]
    public void Estimate_SceneSoftBeforeItsReduction_FindsTheWidth(int scale, double width)
    {
        var found = Estimate(scale, BlurKernel.GaussianOfBlock(scale, width));

        Assert.Equal(BlurFamily.Gaussian, found.Family);
        Assert.InRange(found.Width, 0.85 * width, 1.15 * width);
        Assert.True(found.IsSure);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Estimate_SceneReducedByBicubicInterpolation_FindsNone(int scale) => Assert.Equal(BlurFamily.None, Estimate(scale, null).Family);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void GaussianOfBlock_LiesAroundTheMiddleOfTheBlock(int scale)
    {
        var kernel = BlurKernel.GaussianOfBlock(scale, 1.7);

        Assert.True(kernel.IsMirrored(scale));
        Assert.Equal(1, kernel.Sum, 1e-5);
    }

    private static BlurEstimate Estimate(int scale, BlurKernel? kernel)
    {
        var small = Scenes.EightBits(new SuperResolution(scale, kernel, BoundaryHandling.Reflect).Degrade(Scenes.Clouds(Side), 1, 5));
        return ReductionBlurEstimator.Estimate(small, 1, null, scale);
    }
}
