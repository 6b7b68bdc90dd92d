using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

public sealed class DiffPirMethodTests
{
    private static readonly DiffPirOptions Quick = new() { Steps = 5 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Tasks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string selector in new[] { "opencl", "cuda", "cpu" })
            {
                foreach (string task in new[] { "deblurring", "super-resolution", "back-projection", "inpainting", "denoising" })
                {
                    data.Add(selector, task);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// The prior of independent normal pixels is exact but knows no structure. Whatever it leaves open, the restored picture, degraded
    /// again, must give the measurement.
    /// </summary>
    [Theory]
    [MemberData(nameof(Tasks))]
    public void Restore_WithAnExactGaussianPrior_FitsTheMeasurement(string selector, string task)
    {
        var device = TestDevices.Require(selector);
        var clean = TestImages.Waves(1, 16, 24);
        var degradation = DegradationOf(task, 16, 24, BoundaryHandling.Periodic);
        var measured = degradation.Degrade(clean, 0, 1);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.25, channels: 1);
        var options = OptionsOf(task) with { Steps = 30, Lambda = 1, Zeta = 0.5, Final = FinalImage.DataConsistentPrediction };
        var restored = new TestEngine(device, prior).Restore(new(measured, 2.55, degradation), options, null, Token);
        var again = degradation.Degrade(restored, 0, 1);
        double before = ImageMetrics.Psnr(degradation.Degrade(new PlanarImage(1, 16, 24, [.. Enumerable.Repeat(0.5f, 384)]), 0, 1), measured);
        double after = ImageMetrics.Psnr(again, measured);
        Assert.True(after > before + 12 && after > 30, $"{task}: {before:f1} dB before, {after:f1} dB after");
    }

    /// <summary>With H = 1 the result lies between measurement and prior mean, the nearer to the measurement the smaller lambda.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_WithAGrowingLambda_MovesFromTheMeasurementToThePrior(string selector)
    {
        var device = TestDevices.Require(selector);
        var measured = new PlanarImage(1, 4, 4, [.. Enumerable.Repeat(0.75f, 16)]);
        using var prior = HostDenoiser.Gaussian(_ => -0.5, 0.01, channels: 1);
        double[] means = [.. new[] { 0.01, 1, 100, 10000 }.Select(lambda =>
        {
            var options = new DiffPirOptions { Steps = 20, Lambda = lambda, Zeta = 0 };
            return (double)new TestEngine(device, prior, seed: 3).Restore(new(measured, 12.75, new Denoising()), options, null, Token).Data.Average();
        })];
        Assert.All(means.Zip(means.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        Assert.InRange(means[0], 0.65, 0.76);
        Assert.InRange(means[^1], 0.2, 0.3);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_OfOneSeed_RepeatsAndDiffersFromOthers(string selector)
    {
        var device = TestDevices.Require(selector);
        var measurement = Measure(new Denoising(), TestImages.Waves(3, 8, 8), 25);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        float[] Run(ulong seed) => new TestEngine(device, prior, seed: seed).Restore(measurement, Quick, null, Token).Data;
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Fact]
    public void Restore_OnEveryDevicePresent_GivesOnePicture()
    {
        var devices = new[] { "cpu", "opencl", "cuda" }.Where(kind => DeviceCatalog.List().Any(device =>
            device.IsUsable && device.Selector.StartsWith(kind, StringComparison.Ordinal))).Select(TestDevices.Require).ToList();
        Assert.SkipUnless(devices.Count > 1, "this machine has one device only");
        var measurement = Measure(new SuperResolution(2), TestImages.Waves(3, 16, 16), 5);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        var pictures = devices.Select(device => new TestEngine(device, prior).Restore(measurement, Quick with { Zeta = 0.5 }, null, Token).Data).ToList();
        Assert.All(pictures, picture => Assert.True(RelativeError.MaxAbsolute(picture, pictures[0]) < 1e-5));
    }

    [Theory]
    [InlineData("deblurring", BoundaryHandling.Periodic, 13, 21, 16, 32)]
    [InlineData("deblurring", BoundaryHandling.Reflect, 13, 21, 16, 32)]
    [InlineData("deblurring", BoundaryHandling.Unknown, 13, 21, 32, 32)]
    [InlineData("super-resolution", BoundaryHandling.Periodic, 14, 22, 16, 32)]
    [InlineData("super-resolution", BoundaryHandling.Reflect, 14, 22, 16, 32)]
    [InlineData("super-resolution", BoundaryHandling.Unknown, 14, 22, 32, 48)]
    [InlineData("inpainting", BoundaryHandling.Periodic, 13, 21, 16, 32)]
    [InlineData("back-projection", BoundaryHandling.Reflect, 14, 22, 16, 32)]
    public void Restore_OfAnySize_PadsInsideAndCropsBack(
        string task, BoundaryHandling boundary, int height, int width, int canvasHeight, int canvasWidth)
    {
        var device = TestDevices.Require("cpu");
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3, channels: 3, sizeMultiple: 16);
        var degradation = DegradationOf(task, height, width, boundary);
        var measurement = Measure(degradation, TestImages.Waves(3, height, width), 0) with { NoiseLevel = 2.55 };
        var options = OptionsOf(task) with { Steps = 30, Lambda = 1, Zeta = 0.5, Final = FinalImage.DataConsistentPrediction };
        var restored = new TestEngine(device, prior).Restore(measurement, options, null, Token);
        Assert.Equal((3, height, width), (restored.Channels, restored.Height, restored.Width));
        Assert.Equal(new TensorShape(1, 3, canvasHeight, canvasWidth), prior.Shape);

        // The borders depend on what is assumed beyond them; inside, the picture must explain the measurement.
        int border = measurement.Image.Height / 4;
        double fit = ImageMetrics.Psnr(Inside(degradation.Degrade(restored, 0, 0), border), Inside(measurement.Image, border));
        Assert.True(fit > 30, $"{fit:f1} dB");
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfAMirroredBlur_SolvesItsEdgesBetterWithReflection(string selector)
    {
        // A picture that is no torus: bright on one side. Blurred as its mirror image, as a camera would see more of the same.
        var device = TestDevices.Require(selector);
        var clean = new PlanarImage(1, 24, 24, [.. Enumerable.Range(0, 576).Select(i => 0.1f + (0.8f * (i % 24) / 23))]);
        var kernel = BlurKernel.Gaussian(9, 1.5);
        var blurred = new Deblurring(kernel, BoundaryHandling.Reflect).Degrade(clean, 0, 0);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3, channels: 1);
        double Quality(BoundaryHandling boundary) => Enumerable.Range(0, 8).Average(seed => ImageMetrics.Psnr(
            clean, new TestEngine(device, prior, seed: (ulong)seed).Restore(
                new(blurred, 2, new Deblurring(kernel, boundary)), new DiffPirOptions { Steps = 20, Lambda = 10 }, null, Token)));

        // 3.0 dB on average over many seeds; a single one scatters by 0.5 dB.
        double reflect = Quality(BoundaryHandling.Reflect), periodic = Quality(BoundaryHandling.Periodic);
        Assert.True(reflect > periodic + 2.5, $"reflect {reflect:f1}, periodic {periodic:f1} dB");
    }

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfAPartOfAScene_NeedsUnknownSurroundingsForAnAsymmetricKernel(string selector)
    {
        var device = TestDevices.Require(selector);
        var scene = TestImages.Waves(1, 48, 48);
        float[] shake = [.. Enumerable.Range(0, 81).Select(i => i / 9 == i % 9 ? 1f : i / 9 == 8 ? 0.5f : 0f)];
        var kernel = BlurKernel.FromValues(9, 9, shake, normalize: true);
        var blurred = new Deblurring(kernel, BoundaryHandling.Periodic).Degrade(scene, 2, 5).Crop(12, 12, 24, 24);
        var clean = scene.Crop(12, 12, 24, 24);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3, channels: 1);
        double Quality(BoundaryHandling boundary) => ImageMetrics.Psnr(
            clean, new TestEngine(device, prior).Restore(
                new(blurred, 2, new Deblurring(kernel, boundary)), new DiffPirOptions { Steps = 20, Lambda = 10 }, null, Token));
        double unknown = Quality(BoundaryHandling.Unknown), reflect = Quality(BoundaryHandling.Reflect), periodic = Quality(BoundaryHandling.Periodic);
        Assert.True(unknown > reflect + 2 && unknown > periodic + 1.5, $"unknown {unknown:f1}, reflect {reflect:f1}, periodic {periodic:f1} dB");
    }

    [Theory]
    [InlineData(0, 0, 0, "Initial0")]
    [InlineData(0, 0.5, 0, "Initial0 Mixed0 Mixed1")]
    [InlineData(0.5, 0, 0, "Initial0 Fresh0 Fresh1")]
    [InlineData(0.5, 0.5, 0, "Initial0 Mixed0 Fresh0 Mixed1 Fresh1")]
    [InlineData(1, 0.5, 0, "Initial0 Fresh0 Fresh1")]
    public void Restore_WithUnusedNoise_DoesNotDrawIt(double zeta, double eta, int seed, string expected)
    {
        var noise = RecordedNoise.Zero(48);
        using var prior = HostDenoiser.Proportional();
        var sampler = new TestEngine(TestDevices.Require("cpu"), prior, noise, (ulong)seed);
        sampler.Restore(Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), new DiffPirOptions { Steps = 3, Zeta = zeta, Eta = eta }, null, Token);
        Assert.Equal(expected, string.Join(' ', noise.Asked.Select(draw => $"{draw.Draw}{draw.Position}")));
    }

    [Theory]
    [InlineData(FinalImage.Prediction, 5)]
    [InlineData(FinalImage.DataConsistentPrediction, 5)]
    [InlineData(FinalImage.LastIterate, 4)]
    public void Restore_ForAFinalImage_EvaluatesThePriorAsOftenAsNeeded(FinalImage final, int calls)
    {
        using var prior = HostDenoiser.Proportional();
        var steps = new List<SamplerProgress>();
        new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), Quick with { Final = final }, new Collector(steps.Add), Token);
        Assert.Equal(calls, prior.Calls);
        Assert.Equal(Enumerable.Range(1, calls), steps.Select(step => step.Step));
        Assert.All(steps, step => Assert.Equal(calls, step.StepCount));
        Assert.Equal(999, steps[0].Timestep);
    }

    [Theory]
    [InlineData(KnownPixels.Auto, 0, true)]
    [InlineData(KnownPixels.Auto, 10, false)]
    [InlineData(KnownPixels.Paste, 10, true)]
    [InlineData(KnownPixels.Keep, 0, false)]
    public void Restore_OfAnInpainting_TreatsKnownPixelsAsAsked(KnownPixels known, double noiseLevel, bool pasted)
    {
        var mask = PixelMask.Random(8, 8, 0.5, 1);
        var measurement = Measure(new Inpainting(mask), TestImages.Waves(3, 8, 8), noiseLevel);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        var restored = new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            measurement, Quick with { KnownPixels = known, Final = FinalImage.LastIterate }, null, Token);
        bool equal = Enumerable.Range(0, 192).Where(i => mask.Known[i % 64]).All(i => restored.Data[i] == measurement.Image.Data[i]);
        Assert.Equal(pasted, equal);
        Assert.Contains(Enumerable.Range(0, 192), i => !mask.Known[i % 64] && restored.Data[i] != measurement.Image.Data[i]);
    }

    [Theory]
    [InlineData(FirstGuess.Measured, null, 999)]
    [InlineData(FirstGuess.Continued, null, 333)] // the first of these steps below a noise of 2 on [-1,1], which is at 396
    [InlineData(FirstGuess.Continued, 700, 666)]
    public void Restore_OfAnInpainting_StartsUnderTheNoiseThatSuitsItsGuess(FirstGuess guess, int? start, int first)
    {
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        List<SamplerProgress> steps = [];

        new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Inpainting(PixelMask.Random(8, 8, 0.5, 1)), TestImages.Waves(3, 8, 8), 0), Quick with { Steps = 10, Guess = guess, Start = start },
            new Collector(steps.Add), Token);

        Assert.Equal(first, steps[0].Timestep);
    }

    /// <summary>The prior of independent pixels says nothing about a hole, so that what is found there is what was started from.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_OfAHole_StartsFromWhatIsAroundItWhereAskedTo(string selector)
    {
        var mask = new PixelMask(24, 24, [.. Enumerable.Range(0, 24 * 24).Select(static i => i / 24 is < 6 or > 17 || i % 24 is < 6 or > 17)]);
        var bright = new PlanarImage(3, 24, 24, [.. Enumerable.Repeat(0.9f, 3 * 24 * 24)]);
        using var prior = HostDenoiser.Gaussian(_ => 0, 100);
        var measurement = Measure(new Inpainting(mask), bright, 0);
        var engine = new TestEngine(TestDevices.Require(selector), prior);

        double Error(FirstGuess guess)
        {
            var restored = engine.Restore(measurement, new DiffPirOptions { Steps = 20, Start = 1, Guess = guess, KnownPixels = KnownPixels.Keep }, null,
                Token);
            return Math.Abs(restored.Crop(8, 8, 8, 8).Data.Average() - 0.9);
        }

        Assert.InRange(Error(FirstGuess.Continued), 0, 0.02);
        Assert.InRange(Error(FirstGuess.Measured), 0.8, 1);
    }

    [Fact]
    public void Restore_OfKnownPixelsThatAreKept_LeavesNothingUnexplained()
    {
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        var (picture, _, degradation) = Measure(new Inpainting(PixelMask.Random(8, 8, 0.5, 1)), TestImages.Waves(3, 8, 8), 0);
        using var engine = new RestorationEngine(TestDevices.Require("cpu"), _ => prior);

        var result = engine.Restore(new RestorationJob { Degradation = degradation, Noise = 0, Options = Quick }, picture, null, Token);

        Assert.Equal(0, result.Residual);
        Assert.All(result.Residuals.Data, static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Restore_WithMoreStepsThanThePriorHas_IsRefused()
    {
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);

        var error = Assert.Throws<SamplerException>(() => new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), Quick with { Steps = 1001 }, null, Token));

        Assert.Contains("1001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_WithAContinuedGuessWhereNothingIsMissing_IsRefused()
    {
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);

        var error = Assert.Throws<SamplerException>(() => new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), Quick with { Guess = FirstGuess.Continued }, null, Token));

        Assert.Contains("the guess continued is for missing pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_OfAGreyPictureWithAColourPrior_ReturnsAGreyPicture()
    {
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.3);
        var clean = TestImages.Waves(1, 8, 8);
        var restored = new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Denoising(), clean, 5), new DiffPirOptions { Steps = 10, Lambda = 0.1 }, null, Token);
        Assert.Equal(1, restored.Channels);
        Assert.True(ImageMetrics.Psnr(restored, clean) > 25);
        Assert.Equal(3, prior.Shape.C);
    }

    [Fact]
    public void Restore_WhenCancelled_StopsBeforeTheNextStep()
    {
        using var prior = HostDenoiser.Proportional();
        using var cancellation = new CancellationTokenSource();
        var sampler = new TestEngine(TestDevices.Require("cpu"), prior);
        var progress = new Collector(step =>
        {
            if (step.Step == 2)
            {
                cancellation.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() =>
            sampler.Restore(Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), Quick, progress, cancellation.Token));
        Assert.Equal(2, prior.Calls);
    }

    [Fact]
    public void Restore_WithAPriorThatFails_ReturnsNoPicture()
    {
        using var prior = new HostDenoiser((x, t) => [.. x.Select(value => t == 0 ? float.NaN : value)]);
        var error = Assert.Throws<SamplerException>(() => new TestEngine(TestDevices.Require("cpu"), prior).Restore(
            Measure(new Denoising(), TestImages.Waves(3, 4, 4), 5), Quick, null, Token));
        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_OfAMeasurementThatDoesNotFit_SaysWhy()
    {
        using var prior = HostDenoiser.Proportional();
        var sampler = new TestEngine(TestDevices.Require("cpu"), prior);
        string Message(Measurement measurement, DiffPirOptions? options = null) =>
            Assert.Throws<SamplerException>(() => sampler.Restore(measurement, options ?? Quick, null, Token)).Message;
        var picture = TestImages.Waves(3, 6, 6);
        Assert.Contains("2 channels", Message(new(TestImages.Waves(2, 6, 6), 0, new Denoising())), StringComparison.Ordinal);
        Assert.Contains("noise level", Message(new(picture, -1, new Denoising())), StringComparison.Ordinal);
        Assert.Contains("noise level", Message(new(picture, double.NaN, new Denoising())), StringComparison.Ordinal);
        Assert.Contains("another size", Message(new(picture, 0, new Inpainting(PixelMask.Random(6, 7, 0.1, 0)))), StringComparison.Ordinal);
        Assert.Contains("larger than the picture", Message(new(picture, 0, new Deblurring(BlurKernel.Gaussian(7, 1)))), StringComparison.Ordinal);
        Assert.Contains("Zeta", Message(new(picture, 0, new Denoising()), new DiffPirOptions { Zeta = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("Lambda", Message(new(picture, 0, new Denoising()), new DiffPirOptions { Lambda = 0 }), StringComparison.Ordinal);
        Assert.Contains("Steps", Message(new(picture, 0, new Denoising()), new DiffPirOptions { Steps = 1 }), StringComparison.Ordinal);
        picture.Data[5] = float.PositiveInfinity;
        Assert.Contains("not finite", Message(new(picture, 0, new Denoising())), StringComparison.Ordinal);
    }

    private static PlanarImage Inside(PlanarImage image, int border) =>
        image.Crop(border, border, image.Height - (2 * border), image.Width - (2 * border));

    private static Measurement Measure(Degradation degradation, PlanarImage clean, double noiseLevel) =>
        new(degradation.Degrade(clean, noiseLevel, 4), noiseLevel, degradation);

    private static DiffPirOptions OptionsOf(string task) =>
        new() { BackProjection = task == "back-projection" ? new(10, 0.5) : null };

    private static Degradation DegradationOf(string task, int height, int width, BoundaryHandling boundary) => task switch
    {
        "deblurring" => new Deblurring(BlurKernel.Gaussian(7, 1.2), boundary),
        "super-resolution" => new SuperResolution(2, null, boundary),
        "back-projection" => new SuperResolution(2),
        "inpainting" => new Inpainting(PixelMask.Random(height, width, 0.5, 2)),
        _ => new Denoising(),
    };

    private sealed class Collector(Action<SamplerProgress> action) : IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value) => action(value);
    }
}
