using DiffPir.Sampler.Tests.Sampling;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>What must hold whatever the prior says.</summary>
public sealed class ExactnessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ddrm")]
    [InlineData("ddnm")]
    [InlineData("ddnm+")]
    public void Method_OfANoiseFreeMask_ReproducesKnownPixels(string method)
    {
        var mask = PixelMask.Random(12, 16, 0.5, 1);
        var (restored, measured) = Restore(method, new Inpainting(mask), 0);
        Assert.All(Enumerable.Range(0, restored.Data.Length).Where(i => mask.Known[i % 192]), i =>
            Assert.Equal(measured.Data[i], restored.Data[i], 1e-4));
        Assert.Contains(Enumerable.Range(0, restored.Data.Length), i => !mask.Known[i % 192] && Math.Abs(restored.Data[i] - measured.Data[i]) > 0.05);
    }

    [Theory]
    [InlineData("ddrm", 2)]
    [InlineData("ddrm", 3)]
    [InlineData("ddnm", 2)]
    [InlineData("ddnm", 3)]
    [InlineData("ddnm+", 2)]
    public void Method_OfANoiseFreeReduction_ExplainsTheMeasurement(string method, int scale)
    {
        // A kernel that shows all of its frequencies well: none is given up.
        var kernel = BlurKernel.FromValues(scale, scale, [.. Enumerable.Repeat(1f, scale * scale)], normalize: true);
        var degradation = new SuperResolution(scale, kernel, BoundaryHandling.Periodic);
        var (restored, measured) = Restore(method, degradation, 0);
        Assert.True(RelativeError.MaxAbsolute(degradation.Degrade(restored, 0, 0).Data, measured.Data) < 5e-4);
    }

    [Theory]
    [InlineData("ddrm")]
    [InlineData("ddnm")]
    [InlineData("ddnm+")]
    public void Method_OfANoiseFreeGreyPicture_KeepsItsBrightness(string method)
    {
        var (restored, measured) = Restore(method, new Colourisation(), 0);
        Assert.Equal(3, restored.Channels);
        Assert.True(RelativeError.MaxAbsolute(restored.MeanOfChannels().Data, measured.Data) < 1e-4);
    }

    [Theory]
    [InlineData("ddrm")]
    [InlineData("ddnm+")]
    public void Method_ThatNeedsSingularValues_RefusesUnknownEdges(string method)
    {
        var error = Assert.Throws<SamplerException>(() => Restore(method, new Deblurring(BlurKernel.Gaussian(5, 1)), 5));
        Assert.Contains("unknown edges", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RePaint_OfABlur_IsRefused() =>
        Assert.Contains(
            "fills in missing pixels", Assert.Throws<SamplerException>(() => Restore("repaint", new Denoising(), 5)).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_OfAMethodThatDoesNotExist_ListsThoseThatDo() =>
        Assert.Contains("diffpir, ddrm", Assert.Throws<SamplerException>(() => RestorationMethods.Find("magic")).Message, StringComparison.Ordinal);

    private static (PlanarImage Restored, PlanarImage Measured) Restore(string method, Degradation degradation, double noise)
    {
        var measured = degradation.Degrade(TestImages.Waves(3, 12, 16 + (degradation.Scale == 3 ? 2 : 0)), noise, 3);
        using var prior = HostDenoiser.Gaussian(_ => 0, 0.2);
        var options = RestorationMethods.Find(method).Defaults(degradation, noise) with { Steps = 12, KnownPixels = KnownPixels.Keep };
        return (new TestEngine(TestDevices.Require("opencl"), prior).Restore(new(measured, noise, degradation), options, null, Token), measured);
    }
}
