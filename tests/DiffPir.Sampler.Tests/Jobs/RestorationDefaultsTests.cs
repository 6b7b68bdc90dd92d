using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Jobs;

public sealed class RestorationDefaultsTests
{
    private static readonly Deblurring Blurred = new(BlurKernel.Gaussian(9, 1.5));

    [Theory]
    [InlineData(50, 3)]
    [InlineData(12.75, 3)]
    [InlineData(5, 3.55)]
    [InlineData(1, 7.15)]
    [InlineData(0.29, 18.16)]
    [InlineData(0, 0.5)]
    public void For_ABlur_TrustsThePriorTheMoreTheLessNoiseThereIsButForNone(double noise, double lambda) =>
        Assert.Equal(lambda, PriorSettings.BuiltIn.For(new Deblurring(BlurKernel.Gaussian(9, 1)), noise).Lambda, 1e-9);

    [Fact]
    public void NoiseAlone_IsRemovedByTheMean_UnlessTextureIsAskedFor()
    {
        Assert.IsType<PosteriorMeanOptions>(RestorationDefaults.Options(new Denoising(), 25, PriorSettings.BuiltIn));
        Assert.IsType<DiffPirOptions>(RestorationDefaults.Options(new Denoising(), 25, PriorSettings.BuiltIn, isSampled: true));
    }

    [Fact]
    public void ManyScatteredPixels_AreFilledInByTheMethodOfTheSmallestError_ByAPriorOfKnownSettings()
    {
        var scattered = new Inpainting(PixelMask.Random(32, 32, 0.5, 1));

        Assert.IsType<DpirOptions>(RestorationDefaults.Options(scattered, 0, PriorSettings.BuiltIn));
        Assert.Equal(FirstGuess.Continued, GuessOf(RestorationDefaults.Options(scattered, 0, PriorSettings.BuiltIn, isSampled: true)));
        Assert.Equal(FirstGuess.Continued, GuessOf(RestorationDefaults.Options(new Inpainting(PixelMask.Random(32, 32, 0.1, 1)), 0, PriorSettings.BuiltIn)));
        Assert.Equal(FirstGuess.Measured, GuessOf(RestorationDefaults.Options(scattered, 0, settings: null)));
    }

    [Fact]
    public void Hole_StartsFromWhatIsAroundIt_WithAPriorOfKnownSettings()
    {
        var hole = new Inpainting(PixelMask.Box(64, 64, 20, 20, 1));

        Assert.Equal(FirstGuess.Continued, GuessOf(RestorationDefaults.Options(hole, 0, PriorSettings.BuiltIn)));
        Assert.Equal(FirstGuess.Measured, GuessOf(RestorationDefaults.Options(hole, 0, settings: null)));
        Assert.Equal(FirstGuess.Measured, GuessOf(RestorationDefaults.Options(Blurred, 0, PriorSettings.BuiltIn)));
    }

    [Fact]
    public void NoiseAroundAHole_IsRemovedByTheMean_ByAPriorOfKnownSettings()
    {
        var hole = new Inpainting(PixelMask.Box(64, 64, 20, 20, 1));
        var scratches = new Inpainting(PixelMask.Random(64, 64, 0.1, 1));
        double TauOf(Degradation degradation) => Assert.IsType<PosteriorMeanOptions>(RestorationDefaults.Options(degradation, 5, PriorSettings.BuiltIn)).Tau;

        Assert.Equal(PriorSettings.BuiltIn.Hole.Tau, TauOf(hole));
        Assert.Equal(PriorSettings.BuiltIn.Scattered.Tau, TauOf(scratches));
        Assert.IsType<DiffPirOptions>(RestorationDefaults.Options(hole, 0, PriorSettings.BuiltIn));
        Assert.IsType<DiffPirOptions>(RestorationDefaults.Options(hole, 5, PriorSettings.BuiltIn, isSampled: true));
        Assert.IsType<DiffPirOptions>(RestorationDefaults.Options(hole, 5, settings: null));

        var many = new Inpainting(PixelMask.Random(64, 64, 0.5, 1));
        Assert.IsType<DpirOptions>(RestorationDefaults.Options(many, 5, PriorSettings.BuiltIn));
        Assert.IsType<PosteriorMeanOptions>(RestorationDefaults.Options(many, 12, PriorSettings.BuiltIn));
    }

    [Fact]
    public void KnownPixelsWithNoise_AreWeighedLikeThoseOfAPictureWithNoiseAlone()
    {
        var hole = new Inpainting(PixelMask.Box(64, 64, 20, 20, 1));
        double LambdaAt(double noise) => DiffPirOptions.Default(hole, noise).Lambda;

        Assert.Equal(PriorSettings.BuiltIn.Hole.Lambda, LambdaAt(0));
        Assert.Equal(PriorSettings.BuiltIn.Noise.Lambda, LambdaAt(15));
    }

    [Fact]
    public void PublishedPrior_TakesThePublishedBalance_InTwentySteps()
    {
        var paper = DiffPirOptions.Paper(Blurred);
        var options = Assert.IsType<DiffPirOptions>(RestorationDefaults.Options(Blurred, 5, settings: null));

        Assert.Equal((paper.Lambda, paper.Zeta, paper.Tau), (options.Lambda, options.Zeta, options.Tau));
        Assert.Equal((20, FinalImage.Prediction), (options.Steps, options.Final));
        Assert.NotEqual(options, RestorationDefaults.Options(Blurred, 5, PriorSettings.BuiltIn));
    }

    [Fact]
    public void Job_WithoutOptionsAndTiles_TakesTheDefaults()
    {
        var job = new RestorationJob { Degradation = Blurred, Noise = 5 };

        Assert.Equal(RestorationDefaults.Options(Blurred, 5, PriorSettings.BuiltIn), job.Options);
        Assert.Equal(RestorationDefaults.Tile, job.Tile);
        Assert.Equal(RestorationDefaults.Options(Blurred, 5, settings: null), (job with { Prior = "other" }).Options);
    }

    [Fact]
    public void Tiles_OfAMean_AreSmaller_UnlessTheWholePictureIsAskedFor()
    {
        var job = new RestorationJob { Degradation = new Denoising(), Noise = 25 };

        Assert.Equal(RestorationDefaults.MeanTile, job.Tile);
        Assert.Equal(RestorationDefaults.MeanTile, (job with { Options = new JpegMeanOptions() }).Tile);
        Assert.Equal(200, (job with { Tile = 200 }).Tile);
        Assert.Null((job with { Tile = null }).Tile);
        Assert.Equal(RestorationDefaults.Tile, (job with { Options = DiffPirOptions.Default(job.Degradation, job.Noise) }).Tile);
    }

    [Fact]
    public void AssumedNoise_ToInvert_IsHigherWhereCompressionTookDetail()
    {
        var noisy = new Denoising().Degrade(TestImages.Waves(3, 64, 64), 10, seed: 1);

        var noise = NoiseEstimator.Estimate(noisy);

        Assert.InRange(AssumedNoise.ToInvert(noise, null).Level, 9, 11);
        Assert.True(AssumedNoise.ToInvert(noise, JpegTables.Standard(50)).Level > AssumedNoise.ToInvert(noise, null).Level);
        Assert.True(AssumedNoise.ToEnlarge(noise, JpegTables.Standard(50)).Level > AssumedNoise.ToInvert(noise, JpegTables.Standard(50)).Level + 2);
        Assert.Equal(AssumedNoise.ToRemove(noisy, null), AssumedNoise.ToEnlarge(noise, null));
        Assert.Equal(AssumedNoise.ToRemove(noisy, null), AssumedNoise.ToInvert(noise, null));
    }

    [Fact]
    public void AssumedNoise_OfAPictureTooSmallToRead_IsItsRounding()
    {
        var small = TestImages.Waves(3, 15, 40);

        Assert.Equal(new AssumedNoise(NoiseEstimate.Rounding, IsRead: false), AssumedNoise.ToInvert(null, null));
        Assert.Throws<SamplerException>(() => AssumedNoise.ToRemove(small, null));
    }

    private static FirstGuess GuessOf(MethodOptions options) => Assert.IsType<DiffPirOptions>(options).Guess;
}
