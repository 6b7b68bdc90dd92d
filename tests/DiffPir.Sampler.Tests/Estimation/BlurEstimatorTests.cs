using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class BlurEstimatorTests
{
    private const int Side = 300;

    [Fact]
    public void Estimate_OfAShakenScene_FindsItsKernelAndIsSure()
    {
        var kernel = BlurKernel.Motion(19, 0.5, 3);

        var found = BlurEstimator.Estimate(Spoilt(kernel, 1), 1, null);

        Assert.Equal(BlurFamily.Shake, found.Family);
        Assert.True(found.IsSure);
        Assert.InRange(KernelSimilarity.Of(found.Kernel!, kernel), 0.8, 1.0001);
        Assert.Equal(Math.Max(found.Kernel!.Height, found.Kernel.Width), found.Width);
        Assert.InRange(found.NoiseFactor, 3, 6);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void Estimate_OfAShakenSceneThroughASoftLens_IsNotContentWithTheSoftness(int size)
    {
        var (lens, path) = (BlurKernel.Gaussian(9, 1.2), BlurKernel.Motion(size, 0.3, 2));
        var seen = new Deblurring(lens).Degrade(Scenes.Discs(Side + 40), 0, 1);
        var shaken = new Deblurring(path).Degrade(seen, 0.3, 1);

        var found = BlurEstimator.Estimate(Scenes.EightBits(shaken.Crop(20, 20, Side, Side)), 0.3, null);

        Assert.True(found.Family == BlurFamily.Shake || !found.IsSure, $"{found.Family} {found.Width:0.00}, confidence {found.Confidence:0.00}");
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(1.6)]
    public void Estimate_OfALongShakeThroughASoftLens_DoesNotTakeTheSoftnessForTheWhole(double softness)
    {
        var seen = new Deblurring(BlurKernel.Gaussian(17, softness)).Degrade(Scenes.Discs(Side + 60), 0, 1);
        var shaken = new Deblurring(BlurKernel.Motion(21, 0.3, 2)).Degrade(seen, 0.3, 1);

        var found = BlurEstimator.Estimate(Scenes.EightBits(shaken.Crop(30, 30, Side, Side)), 0.3, null);

        Assert.True(found.Family == BlurFamily.Shake || !found.IsSure, $"{found.Family} {found.Width:0.00}, confidence {found.Confidence:0.00}");
    }

    [Fact]
    public void Estimate_OfADefocusedScene_PrefersTheFormula()
    {
        var found = BlurEstimator.Estimate(Spoilt(BlurShapes.Disk(4), 1), 1, null);

        Assert.Equal(BlurFamily.Disk, found.Family);
        Assert.Equal(1, found.NoiseFactor);
    }

    [Fact]
    public void Estimate_OfASharpScene_FindsNone()
    {
        var found = BlurEstimator.Estimate(Scenes.EightBits(Scenes.Discs(Side)), 0.5, null);

        Assert.Equal(BlurFamily.None, found.Family);
        Assert.Null(found.Kernel);
        Assert.False(found.IsSure);
    }

    [Fact]
    public void Estimate_OfAWallOfNoise_FindsNone()
    {
        var noise = new Denoising().Degrade(new PlanarImage(1, Side, Side, [.. Enumerable.Repeat(0.5f, Side * Side)]), 20, 1);

        Assert.False(BlurEstimator.Estimate(noise, 20, null).IsSure);
    }

    [Fact]
    public void Glimpse_OfAShakenCornerOfALargeScene_LooksThere()
    {
        var kernel = BlurKernel.Motion(19, 0.5, 3);
        var corner = Spoilt(kernel, 1);
        var picture = new PlanarImage(1, 640, 700, [.. Enumerable.Repeat(0.5f, 640 * 700)]);
        for (int y = 0; y < Side; y++)
        {
            corner.Row(0, y).CopyTo(picture.Row(0, 640 - Side + y)[(700 - Side)..]);
        }

        Assert.InRange(KernelSimilarity.Of(ShakeFinder.Glimpse(picture, 1), kernel), 0.6, 1.0001);
    }

    [Fact]
    public void KernelSpectrum_OfTwoPoints_IsThatOfTheirBeat()
    {
        // Two rows apart: H = cos(2 pi f_y), and nothing happens across.
        var spectrum = new KernelSpectrum(BlurKernel.FromValues(3, 1, [2, 0, 2]));

        Assert.Equal(Math.Pow(Math.Cos(2 * Math.PI * 0.1 * Math.Sin(0.7)), 2), spectrum.PowerAt(0.1, 0.7), 1e-9);
        Assert.Equal(1, spectrum.PowerAt(0.3, 0), 1e-9);
        Assert.Equal(0, spectrum.PowerAt(0.25, Math.PI / 2), 1e-9);
    }

    [Fact]
    public void Trim_KeepsTheWeightsAroundTheOrigin()
    {
        float[] values = new float[9 * 9];
        (values[(3 * 9) + 4], values[(4 * 9) + 4], values[(4 * 9) + 6]) = (0.25f, 0.5f, 0.25f);

        var trimmed = KernelCleaning.Trim(BlurKernel.FromValues(9, 9, values));

        Assert.Equal((3, 5), (trimmed.Height, trimmed.Width));
        Assert.Equal((0.25f, 0.5f, 0.25f), (trimmed[0, 2], trimmed[1, 2], trimmed[1, 4]));
    }

    private static PlanarImage Spoilt(BlurKernel kernel, double noise)
    {
        var blurred = new Deblurring(kernel).Degrade(Scenes.Discs(Side + 40), noise, 1);
        return Scenes.EightBits(blurred.Crop(20, 20, Side, Side));
    }
}
