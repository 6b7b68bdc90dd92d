using System.Text.Json;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>Whole loops with a proportional stub for the network and without noise, against an independent float64 implementation.</summary>
public sealed class GoldenLoopTests
{
    private static readonly DiffPirOptions Common = new()
    {
        Steps = 6, Final = FinalImage.LastIterate, KnownPixels = KnownPixels.Keep, Lambda = 7, Zeta = 0.3,
    };

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_OfInpainting_IsTheGoldenLoop(string selector)
    {
        bool[] known = Enumerable.Range(0, 1024).Select(i => ((i / 32) + (2 * (i % 32))) % 5 != 0).ToArray();
        AssertGolden(
            selector, "inpaint_lambda1_zeta0.5", new Inpainting(new PixelMask(32, 32, known)), TestImages.Pattern(),
            Common with { Lambda = 1, Zeta = 0.5 }, 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_OfBackProjection_IsTheGoldenLoop(string selector)
    {
        var degradation = new SuperResolution(4);
        AssertGolden(
            selector, "sr4_cubic_inIter3_gamma0.1_lambda7_zeta0", degradation, degradation.Degrade(TestImages.Pattern(), 0, 0),
            Common with { Zeta = 0, BackProjection = new(3, 0.1) }, 1e-6);
    }

    [Theory]
    [MemberData(nameof(TestDevices.All), MemberType = typeof(TestDevices))]
    public void Restore_OfDeblurring_IsTheGoldenLoop(string selector)
    {
        var degradation = new Deblurring(BlurKernel.Gaussian(9, 1.5), BoundaryHandling.Periodic);
        var measured = WholeLevels(degradation.Degrade(TestImages.Pattern(), 0, 0));

        // At rho = 7e-7 the solution amplifies rounding errors of the kernel (float32) up to 1 / (2 sqrt(rho)) = 600 times.
        AssertGolden(selector, "deblur_gauss9_std1.5_lambda7_zeta0.3", degradation, measured, Common, 5e-5);
        AssertGolden(
            selector, "deblur_gauss9_std1.5_lambda7_zeta0.3_eta0.8_guidance0.7", degradation, measured,
            Common with { Eta = 0.8, Guidance = 0.7 }, 5e-5);
    }

    private static PlanarImage WholeLevels(PlanarImage image) =>
        new(image.Channels, image.Height, image.Width, [.. image.Data.Select(value => MathF.Floor((value * 255) + 1e-4f) / 255)]);

    private static void AssertGolden(
        string selector, string name, Degradation degradation, PlanarImage measured, DiffPirOptions options, double tolerance)
    {
        var device = TestDevices.Require(selector);
        using var file = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Fixture("golden-sampler.json")));
        float[] expected = file.RootElement.GetProperty("cases").GetProperty(name).GetProperty("image01")
            .EnumerateArray().Select(value => value.GetSingle()).ToArray();
        using var stub = HostDenoiser.Proportional();
        var result = new TestEngine(device, stub, RecordedNoise.Zero(3 * 1024)).Restore(new(measured, 12.75, degradation), options);
        double error = RelativeError.MaxAbsolute(result.Data, expected);
        Assert.True(error < tolerance, $"{name}: error {error:g3}");
    }
}
