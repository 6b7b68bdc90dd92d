using DiffPir.Testing;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>The clean picture that a step expects, for whoever watches a restoration.</summary>
public sealed class ExpectedPictureTests
{
    private static readonly Measurement Enlarged = new(new SuperResolution(2).Degrade(TestImages.Waves(3, 8, 12), 2, 4), 2, new SuperResolution(2));

    /// <summary>Those that enlarge; the others are for holes, noise and JPEG alone.</summary>
    public static TheoryData<string> Methods => [.. RestorationMethods.All.Select(static method => method.Name).Except(["repaint", "mean", "jpeg"])];

    [Fact]
    public void LastStep_ExpectsTheResult()
    {
        var expected = Watch(new DiffPirOptions { Steps = 5, Final = FinalImage.Prediction }, out var result);

        Assert.Equal(5, expected.Count);
        Assert.Equal(result.Data, expected[^1].Data);
        Assert.NotEqual(result.Data, expected[0].Data);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void EveryStep_OfEveryMethod_ExpectsAPictureOfTheResultsSize(string method)
    {
        var options = RestorationMethods.Find(method).Defaults(Enlarged.Degradation, 2);

        var expected = Watch(MethodSettings.With(options, "steps", "4"), out var result);

        Assert.NotEmpty(expected);
        Assert.All(expected, picture => Assert.Equal((3, result.Height, result.Width), (picture.Channels, picture.Height, picture.Width)));
    }

    private static List<PlanarImage> Watch(MethodOptions options, out PlanarImage result)
    {
        using var prior = HostDenoiser.Gaussian(static _ => 0, 0.2);
        var expected = new List<PlanarImage>();
        result = new TestEngine(TestDevices.Require("cpu"), prior).Restore(Enlarged, options, new Watcher(expected), TestContext.Current.CancellationToken);
        return expected;
    }

    private sealed class Watcher(List<PlanarImage> expected) : IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value) => expected.Add(value.Expected!());
    }
}
