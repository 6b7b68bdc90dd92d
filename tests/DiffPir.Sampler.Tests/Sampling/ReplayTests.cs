using System.Globalization;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>
/// Runs of the published program with the built-in prior, repeated with its recorded noise (tests/fixtures/README.md). Only on devices
/// that are fast enough for a network.
/// </summary>
public sealed class ReplayTests
{
    /// <summary>Bound of fixtures/README.md on the [-1,1] scale.</summary>
    private const double Tolerance = 1e-3;

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfAGaussianBlur_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-deblur-gaussian", "result_exact", file => new Deblurring(RecordedRun.Kernel(file), BoundaryHandling.Periodic));

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfAMotionBlur_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-deblur-motion", "result_exact", file => new Deblurring(RecordedRun.Kernel(file), BoundaryHandling.Periodic));

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfASmallPicture_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-sr", "result_exact", file => new SuperResolution(4, RecordedRun.Kernel(file), BoundaryHandling.Periodic));

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_ByBackProjection_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-sr-ibp", "result", _ => new SuperResolution(4), new BackProjection(5, 0.05));

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfABox_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-inpaint-box", "result", file => new Inpainting(RecordedRun.Mask(file)));

    [Theory]
    [MemberData(nameof(TestDevices.Fast), MemberType = typeof(TestDevices))]
    public void Restore_OfRandomHoles_RepeatsThePublishedRun(string selector) =>
        Replay(selector, "e2e-inpaint-random", "result", file => new Inpainting(RecordedRun.Mask(file)));

    private static void Replay(
        string selector, string name, string resultName, Func<Checkpoint, Degradation> degradation, BackProjection? backProjection = null)
    {
        var device = TestDevices.Require(selector);
        using var file = Checkpoint.Open(RepositoryPaths.Fixture(name + ".safetensors"));
        using var weights = Checkpoint.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors"));
        using var prior = UNetDenoiser.Load(device, weights);
        var options = new DiffPirOptions
        {
            Steps = (int)Number(file, "iter_num"), Lambda = Number(file, "lambda"), Zeta = Number(file, "zeta"), Eta = Number(file, "eta"),
            Guidance = Number(file, "guidance_scale"), Final = FinalImage.LastIterate, KnownPixels = KnownPixels.Keep,
            BackProjection = backProjection,
        };
        var noise = new RecordedNoise((position, draw) => file.Read(
            draw == NoiseDraw.Initial ? "noise.000" : $"noise.{(2 * position) + (int)draw:000}"));
        var measurement = new Measurement(Planar(file, "degraded"), Number(file, "noise_level_img"), degradation(file));

        var result = new TestEngine(device, prior, noise).Restore(measurement, options, null, TestContext.Current.CancellationToken);

        // The program clamps its result when it measures it.
        float[] actual = [.. result.Data.Select(value => Math.Clamp((2 * value) - 1, -1, 1))];
        float[] expected = [.. file.Read(resultName).Select(value => Math.Clamp(value, -1, 1))];
        double error = RelativeError.MaxAbsolute(actual, expected);
        Assert.True(error < Tolerance, $"{name}: max error {error:g3}");
        var clean = Image(result, file.Read("ground_truth"));
        double difference = ImageMetrics.Psnr(result, clean) - ImageMetrics.Psnr(Image(result, expected), clean);
        Assert.True(Math.Abs(difference) < 0.002, $"{name}: {difference:g3} dB");
    }

    private static double Number(Checkpoint file, string name) => double.Parse(file.Metadata[name], CultureInfo.InvariantCulture);

    /// <summary>An image on [0,1] of values on [-1,1].</summary>
    private static PlanarImage Image(PlanarImage like, float[] values) =>
        new(like.Channels, like.Height, like.Width, [.. values.Select(value => (value / 2) + 0.5f)]);

    private static PlanarImage Planar(Checkpoint file, string name)
    {
        var shape = file.Find(name).Shape;
        int height = (int)shape[0], width = (int)shape[1], channels = (int)shape[2];
        float[] values = file.Read(name);
        var image = new PlanarImage(channels, height, width);
        for (int i = 0; i < values.Length; i++)
        {
            image.Data[((i % channels) * height * width) + (i / channels)] = values[i];
        }

        return image;
    }
}
