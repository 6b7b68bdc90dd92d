namespace DiffPir.Sampler.Tests.Degradations;

public sealed class DegradationTests
{
    [Fact]
    public void Degrade_ByAKernel_ConvolvesPeriodically()
    {
        var kernel = BlurKernel.FromValues(3, 3, [0, 0.25f, 0, 0.1f, 0.4f, 0.15f, 0, 0.1f, 0]);
        var clean = new PlanarImage(1, 3, 3, [10, 20, 31, 43, 52, 68, 71, 89, 97]);
        double[] expected = [28.5, 34.5, 43.1, 51.35, 58.3, 66.65, 58.65, 66.15, 73.8];
        var blurred = new Deblurring(kernel, BoundaryHandling.Periodic).Degrade(clean, 0, 0);
        Assert.All(expected.Select((value, i) => (value, i)), pair => Assert.Equal(pair.value, blurred.Data[pair.i], 1e-4));
    }

    [Fact]
    public void Degrade_ByAWideKernel_TreatsEveryColumnAlike()
    {
        // Rows longer than a vector register, an even kernel: compare with the sum written out.
        var clean = TestImages.Noise(2, 7, 45, 1);
        var kernel = BlurKernel.FromValues(4, 6, TestImages.Noise(1, 4, 6, 2).Data.Select(Math.Abs).ToArray(), normalize: true);
        var blurred = new Deblurring(BlurKernel.FromValues(4, 6, kernel.Values), BoundaryHandling.Periodic).Degrade(clean, 0, 0);
        for (int i = 0; i < blurred.Data.Length; i++)
        {
            int c = i / (7 * 45), y = i / 45 % 7, x = i % 45;
            double sum = 0;
            for (int k = 0; k < 24; k++)
            {
                sum += (double)kernel.Values[k] * clean[c, (y - (k / 6) + 2 + 7) % 7, (x - (k % 6) + 3 + 45) % 45];
            }

            Assert.Equal(sum, blurred.Data[i], 1e-5);
        }
    }

    [Fact]
    public void Degrade_ByBicubicReduction_GivesTheWorkedExample()
    {
        var clean = new PlanarImage(1, 8, 8, [.. Enumerable.Range(0, 64).Select(i => 37 * i % 64 / 64f)]);
        float[] expected = [0.46731520f, 0.50448656f, 0.50512743f, 0.49182078f];
        Assert.Equal(expected, new SuperResolution(4).Degrade(clean, 0, 0).Data, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Degrade_ByTheIdealBicubicKernel_AgreesWithTheReductionInside()
    {
        var clean = TestImages.Noise(1, 64, 64, 1);
        var reduced = new SuperResolution(4).Degrade(clean, 0, 0);
        var modelled = new SuperResolution(4, BlurKernel.IdealBicubic(4)).Degrade(clean, 0, 0);
        for (int y = 3; y < 13; y++)
        {
            for (int x = 3; x < 13; x++)
            {
                Assert.Equal(reduced[0, y, x], modelled[0, y, x], 1e-5);
            }
        }
    }

    [Fact]
    public void Degrade_WithNoise_AddsItsStandardDeviationAndRepeats()
    {
        var clean = new PlanarImage(3, 100, 100);
        var noisy = new Denoising().Degrade(clean, 12.75, 5);
        Assert.Equal(0.05, Math.Sqrt(noisy.Data.Average(value => (double)value * value)), 0.0008);
        Assert.Equal(noisy.Data, new Denoising().Degrade(clean, 12.75, 5).Data);
        Assert.NotEqual(noisy.Data, new Denoising().Degrade(clean, 12.75, 6).Data);
        Assert.All(clean.Data, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Degrade_ByAMask_BlanksUnknownPixelsInAllChannels()
    {
        var mask = PixelMask.Random(20, 20, 0.4, 1);
        var degraded = new Inpainting(mask).Degrade(new PlanarImage(3, 20, 20, [.. Enumerable.Repeat(0.5f, 1200)]), 10, 1);
        Assert.All(Enumerable.Range(0, 1200), i => Assert.Equal(mask.Known[i % 400], degraded.Data[i] != 0));
    }

    [Fact]
    public void Degrade_OfPicturesThatDoNotFit_SaysWhy()
    {
        var clean = new PlanarImage(1, 10, 12);
        Assert.Contains("crop it to 12 x 8", Message(new SuperResolution(4), clean), StringComparison.Ordinal);
        Assert.Contains("larger than the picture", Message(new Deblurring(BlurKernel.Gaussian(11, 2)), clean), StringComparison.Ordinal);
        Assert.Contains("another size", Message(new Inpainting(PixelMask.Random(12, 10, 0.5, 0)), clean), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Denoising().Degrade(clean, -1, 0));
    }

    private static string Message(Degradation degradation, PlanarImage clean) =>
        Assert.Throws<SamplerException>(() => degradation.Degrade(clean, 0, 0)).Message;
}
