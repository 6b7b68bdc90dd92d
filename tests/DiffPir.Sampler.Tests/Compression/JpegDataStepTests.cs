using DiffPir.Kernels;
using DiffPir.Sampler.Estimation;
using DiffPir.Sampler.Tests.Estimation;
using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Compression;

public sealed class JpegDataStepTests
{
    private const int Height = 43, Width = 70;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var device in TestDevices.All)
            {
                data.Add(device.Data, 1);
                data.Add(device.Data, 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_ToAnyEstimate_MovesItToThePictureThatTheHostComputes(string selector, int step)
    {
        var (coding, clean, decoded) = Compressed(step);
        var estimate = Disturbed(clean);

        var moved = Run(TestDevices.Require(selector), coding, decoded, estimate, static (data, x) => data.Apply(x, 7, 1));

        var expected = JpegReference.Project(estimate, decoded, coding);
        Assert.All(moved.Data.Zip(expected.Data), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        Assert.True(Distance(moved, clean) < Distance(estimate, clean), "a projection onto a convex set that holds the truth comes nearer to it");
    }

    [Fact]
    public void Apply_ToWhatTheFileMayBeMadeOf_LeavesItAlone()
    {
        var (coding, clean, decoded) = Compressed(2);

        foreach (var picture in (PlanarImage[])[clean, decoded])
        {
            var moved = Run(TestDevices.Require("cpu"), coding, decoded, picture, static (data, x) => data.Apply(x, 1, 1));

            Assert.All(moved.Data.Zip(picture.Data), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        }
    }

    [Fact]
    public void Apply_Twice_IsApplyOnce()
    {
        var (coding, clean, decoded) = Compressed(2);
        var estimate = Disturbed(clean);

        var once = Run(TestDevices.Require("cpu"), coding, decoded, estimate, static (data, x) => data.Apply(x, 1, 1));
        var twice = Run(TestDevices.Require("cpu"), coding, decoded, once, static (data, x) => data.Apply(x, 1, 1));

        Assert.All(twice.Data.Zip(once.Data), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void ApplyMean_OfALittleTrustedEstimate_IsTheMiddleOfTheIntervals()
    {
        var (coding, clean, decoded) = Compressed(1);
        var sizes = decoded.Crop(0, 0, 40, 64); // whole blocks
        var moved = Run(TestDevices.Require("cpu"), coding, sizes, Disturbed(clean).Crop(0, 0, 40, 64), static (data, x) => data.ApplyMean(x, 100));

        Assert.All(moved.Data.Zip(sizes.Data), pair => Assert.Equal(pair.Second, pair.First, 0.02));
    }

    [Fact]
    public void JpegMean_WithAPriorOfTheRightMean_StaysWithinTheFileAndComesNearerToTheTruth()
    {
        var device = TestDevices.Require("cpu");
        var (coding, clean, decoded) = Compressed(2);
        var prior = HostDenoiser.Gaussian(i => (2 * clean.Data[i]) - 1, 0.002);

        var result = new TestEngine(device, prior)
            .Restore(new Measurement(decoded, 8, new JpegCompression(coding)), new JpegMeanOptions { Steps = 4 }, null, TestContext.Current.CancellationToken);

        Assert.Equal(4, prior.Calls);
        Assert.True(Distance(result, clean) < 0.5 * Distance(decoded, clean), $"{Distance(result, clean)} against {Distance(decoded, clean)}");
        Assert.True(Distance(JpegReference.Project(result, decoded, coding), result) < 1e-4, "the result leaves the intervals");
    }

    [Fact]
    public void JpegMean_OfABlur_IsRefused()
    {
        var error = Assert.Throws<SamplerException>(() => new TestEngine(TestDevices.Require("cpu"), HostDenoiser.Proportional()).Restore(
            new Measurement(TestImages.Waves(3, 16, 16), 5, new Deblurring(BlurShapes.Disk(1.5))), new JpegMeanOptions(), null,
            TestContext.Current.CancellationToken));

        Assert.Contains("deblurring", error.Message);
    }

    private static (JpegCoding Coding, PlanarImage Clean, PlanarImage Decoded) Compressed(int step)
    {
        var coding = new JpegCoding(JpegTables.Standard(25)) { RowStep = step, ColumnStep = step };
        var clean = TestImages.Scene(Height, Width);
        return (coding, clean, Scenes.EightBits(new JpegCompression(coding).Degrade(clean, 0, 0)));
    }

    private static PlanarImage Disturbed(PlanarImage image)
    {
        var noise = TestImages.Noise(3, image.Height, image.Width, 3);
        return new(3, image.Height, image.Width, [.. image.Data.Zip(noise.Data, static (value, n) => value + (0.15f * n))]);
    }

    private static PlanarImage Run(ComputeDevice device, JpegCoding coding, PlanarImage decoded, PlanarImage estimate, Action<JpegDataStep, Tensor> apply)
    {
        // The canvas is larger than the picture.
        var canvas = new TensorShape(1, 3, decoded.Height + 5, decoded.Width + 2);
        using var linear = new JpegCompression(coding).CreateOperator(device, canvas, decoded.Height, decoded.Width);
        using Tensor y = device.Allocate(canvas), x = device.Allocate(canvas);
        linear.Observe(decoded, y);
        using var step = linear.CreateDataStep(y);
        PictureUpload.Run(x, estimate, 2f, -1f);
        apply((JpegDataStep)step, x);
        var whole = new PlanarImage(3, canvas.H, canvas.W, [.. x.Download().Select(static value => (value / 2) + 0.5f)]);
        Assert.Equal(0.5f, whole[2, canvas.H - 1, canvas.W - 1]);
        return whole.Crop(0, 0, decoded.Height, decoded.Width);
    }

    private static double Distance(PlanarImage a, PlanarImage b) => Math.Sqrt(a.Data.Zip(b.Data, static (x, y) => (double)(x - y) * (x - y)).Average());
}
