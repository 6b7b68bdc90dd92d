using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

public sealed class PosteriorMeanTests
{
    private const double Level = 25, Sigma = 2 * Level / 255;

    [Fact]
    public void Run_WithAGaussianPrior_IsTheMeanOfThePosterior()
    {
        const double variance = 0.05;
        var measured = new Denoising().Degrade(TestImages.Waves(3, 16, 24), Level, 1);
        var prior = HostDenoiser.Gaussian(static _ => 0, variance);

        var result = Restore(prior, measured, new PosteriorMeanOptions());

        Assert.Equal(1, prior.Calls);
        double share = variance / (variance + (Sigma * Sigma));
        Assert.All(result.Data.Zip(measured.Data), pair => Assert.Equal(share * ((2 * pair.Second) - 1), (2 * pair.First) - 1, 0.01));
    }

    [Fact]
    public void Run_WhereNoiseWasClipped_TakesBlackForABoundAndIsLessTooBright()
    {
        var dark = new PlanarImage(3, 48, 48, [.. Enumerable.Repeat(0.04f, 3 * 48 * 48)]);
        var noisy = new Denoising().Degrade(dark, Level, 1);
        var clipped = new PlanarImage(3, 48, 48, [.. noisy.Data.Select(static v => Math.Clamp(v, 0f, 1f))]);
        var prior = HostDenoiser.Gaussian(static _ => -0.92, 0.01);

        double values = Restore(prior, clipped, new PosteriorMeanOptions { Steps = 1 }).Data.Average();
        double bounds = Restore(prior, clipped, new PosteriorMeanOptions()).Data.Average();

        Assert.Equal(3, prior.Calls);
        Assert.True(Math.Abs(bounds - 0.04) < 0.6 * Math.Abs(values - 0.04), $"mean {bounds} with bounds, {values} with values, truth 0.04");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public void Run_OfAGreyPictureWithAPriorOfColours_IsTheMeanOfThePosteriorOfGreyScenes(bool hasHole, int channels)
    {
        const double variance = 0.01;
        var hole = new Inpainting(PixelMask.Box(48, 48, 6, 6, 2));
        Degradation degradation = hasHole ? hole : new Denoising();
        var measured = degradation.Degrade(TestImages.Waves(1, 48, 48), Level, 1).RepeatChannel(channels);

        var result = Restore(HostDenoiser.GreyScenes(variance), measured, PosteriorMeanOptions.Default(degradation), degradation);

        Assert.Equal(channels, result.Channels);
        Assert.True(result.HasEqualChannels());
        double share = variance / (variance + (Sigma * Sigma));
        int[] known = [.. Enumerable.Range(0, 48 * 48).Where(i => !hasHole || hole.Mask.Known[i])];
        Assert.All(known, i => Assert.Equal(share * ((2 * measured.Data[i]) - 1), (2 * result.Data[i]) - 1, 0.01));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OfATintedPictureWithAPriorOfColours_IsTheMeanOfThePosteriorOfGreyScenesInItsTint(bool hasHole)
    {
        const double variance = 0.01;
        double[] shares = [1.2, 1, 0.7482]; // whose root mean square is 1
        var hole = new Inpainting(PixelMask.Box(48, 48, 6, 6, 2));
        Degradation degradation = hasHole ? hole : new Denoising();
        var grey = new Denoising().Degrade(TestImages.Waves(1, 48, 48), Level, 1);
        var measured = new PlanarImage(3, 48, 48, [.. shares.SelectMany(share => grey.Data.Select(v => (float)(0.45 + (share * (v - 0.5)))))]);
        for (int i = 0; i < measured.Data.Length; i++)
        {
            measured.Data[i] = !hasHole || hole.Mask.Known[i % (48 * 48)] ? measured.Data[i] : 0;
        }

        var result = Restore(HostDenoiser.GreyScenes(variance), measured, PosteriorMeanOptions.Default(degradation), degradation);

        // The tone's mid-grey is another than the scene's: what counts is how much of the contrast is left.
        double share = variance / (variance + (Sigma * Sigma));
        int[] known = [.. Enumerable.Range(0, 48 * 48).Where(i => !hasHole || hole.Mask.Known[i])];
        for (int c = 0; c < 3; c++)
        {
            double kept = result.Plane(c)[known[0]] - (share * measured.Plane(c)[known[0]]);
            float[] expected = [.. known.Select(i => (float)(kept + (share * measured.Data[(c * 48 * 48) + i])))];
            Assert.All(known.Zip(expected), pair => Assert.Equal(pair.Second, result.Data[(c * 48 * 48) + pair.First], 0.006));
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(Level, 1)]
    public void Run_OfNoiseThatColoursShare_TakesItsMeanForOneMeasurement(double own, int measurements)
    {
        const double variance = 0.05;
        var scene = TestImages.Waves(3, 64, 56);
        float[] shared = TestImages.Noise(1, 64, 56, 1).Data, single = TestImages.Noise(3, 64, 56, 2).Data;
        double common = Math.Sqrt((Level * Level) - (own * own));
        var measured = new PlanarImage(
            3, 64, 56, [.. scene.Data.Select((v, i) => v + (float)(((common * shared[i % shared.Length]) + (own * single[i])) / 255))]);

        var result = Restore(HostDenoiser.Gaussian(static _ => 0, variance), measured, new PosteriorMeanOptions());

        double share = variance / (variance + (measurements * Sigma * Sigma));
        float[] means = measured.MeanOfChannels().Data;
        Assert.All(result.MeanOfChannels().Data.Zip(means), pair => Assert.Equal(share * ((2 * pair.Second) - 1), (2 * pair.First) - 1, 0.03));
    }

    [Fact]
    public void Restore_OfABlur_IsRefused()
    {
        var picture = TestImages.Waves(3, 16, 16);
        using var engine = new RestorationEngine(TestDevices.Require("cpu"), _ => HostDenoiser.Proportional());
        var job = new RestorationJob { Degradation = new Deblurring(BlurShapes.Disk(1.5)), Noise = 5, Options = new PosteriorMeanOptions() };

        var error = Assert.Throws<SamplerException>(() => engine.Restore(job, picture, null, TestContext.Current.CancellationToken));

        Assert.Contains("deblurring", error.Message);
    }

    [Fact]
    public void Run_AroundAHole_IsTheMeanOfThePosteriorOfWhatIsKnown()
    {
        const double variance = 0.05;
        var hole = new Inpainting(PixelMask.Box(48, 48, 6, 6, 2));
        var measured = hole.Degrade(TestImages.Waves(3, 48, 48), Level, 1);
        var prior = HostDenoiser.Gaussian(static _ => 0, variance);

        var result = Restore(prior, measured, PosteriorMeanOptions.Default(hole), hole);

        double share = variance / (variance + (Sigma * Sigma));
        int[] known = [.. Enumerable.Range(0, 48 * 48).Where(i => hole.Mask.Known[i])];
        Assert.All(known, i => Assert.Equal(share * ((2 * measured.Data[i]) - 1), (2 * result.Data[i]) - 1, 0.01));
        Assert.True(prior.Calls is > 5 and <= 13, $"{prior.Calls} calls");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.7f)]
    [InlineData(1)]
    public void Run_WhereNoiseWasClippedAroundAHole_TakesBlackForABoundAndWhatIsMissingForNeither(float shade)
    {
        var hole = new Inpainting(PixelMask.Box(48, 48, 12, 12, 2));
        var grey = hole.Degrade(new PlanarImage(3, 48, 48, [.. Enumerable.Repeat(0.5f, 3 * 48 * 48)]), 5, 1);
        for (int i = 0; i < grey.Data.Length; i++)
        {
            grey.Data[i] = hole.Mask.Known[i % (48 * 48)] ? grey.Data[i] : shade;
        }

        var prior = HostDenoiser.Gaussian(static _ => 0, 0.01);
        var options = PosteriorMeanOptions.Default(hole);
        int unclipped = CallsFor(grey);

        for (int i = 0; i < 200; i++)
        {
            grey.Data[i] = 0; // in the first rows, which the hole keeps away from
        }

        Assert.Equal(unclipped + 1, CallsFor(grey));

        int CallsFor(PlanarImage measured)
        {
            int before = prior.Calls;
            Restore(prior, measured, options, hole);
            return prior.Calls - before;
        }
    }

    [Fact]
    public void Restore_OfAHoleWithoutFilling_IsRefused()
    {
        var hole = new Inpainting(PixelMask.Box(48, 48, 6, 6, 2));

        var error = Assert.Throws<SamplerException>(
            () => Restore(HostDenoiser.Proportional(), hole.Degrade(TestImages.Waves(3, 48, 48), Level, 1), new PosteriorMeanOptions(), hole));

        Assert.Contains("filling", error.Message);
    }

    private static PlanarImage Restore(HostDenoiser prior, PlanarImage measured, PosteriorMeanOptions options, Degradation? degradation = null)
    {
        var device = TestDevices.Require("cpu");
        return new TestEngine(device, prior).Restore(new Measurement(measured, Level, degradation ?? new Denoising()), options);
    }
}
