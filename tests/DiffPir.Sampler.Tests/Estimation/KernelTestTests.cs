using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

public sealed class KernelTestTests
{
    private const int Side = 290;

    public static TheoryData<string> Kernels => ["gaussian", "disk", "line", "path", "long path"];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Contradicts_TheKernelThatBlurredTheScene_Never(string name)
    {
        var kernel = Kernel(name);

        Assert.False(KernelTest.Contradicts(Blurred(kernel), kernel, 0.3));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void With_TheKernelThatBlurredTheScene_AssumesTheNoiseThatWasRead(string name)
    {
        var assumed = Assume(Blurred(Kernel(name)), Kernel(name));

        Assert.InRange(assumed.Level, 0.29, 0.5);
        Assert.False(assumed.HasRoughKernel);
    }

    [Theory]
    [InlineData("line")]
    [InlineData("path")]
    [InlineData("long path")]
    public void Contradicts_AKernelThatWasMeasuredRoughly_IsFound(string name)
    {
        var kernel = Kernel(name);
        var measured = Roughened(kernel);

        Assert.True(KernelTest.Contradicts(Blurred(kernel), measured, 0.3));
        var assumed = Assume(Blurred(kernel), measured);
        Assert.Equal(1.5, assumed.Level);
        Assert.True(assumed.HasRoughKernel);
    }

    [Fact]
    public void With_NoiseThatExceedsWhatAKernelGetsWrong_LeavesItAsItIs()
    {
        var kernel = Kernel("path");
        var noisy = new AssumedNoise(5, IsRead: true);

        Assert.Same(noisy, noisy.With(Roughened(kernel), Blurred(kernel)));
    }

    [Fact]
    public void Contradicts_AKernelLargerThanThePicture_CannotBeTold() =>
        Assert.False(KernelTest.Contradicts(Scenes.Discs(64), BlurKernel.Motion(81, 0.5, 1), 0.3));

    private static AssumedNoise Assume(PlanarImage picture, BlurKernel kernel) => AssumedNoise.ToUndo(
        new Deblurring(kernel), picture, new(static () => new NoiseEstimate([0.3])), new((JpegTables?)null));

    private static BlurKernel Kernel(string name) => name switch
    {
        "gaussian" => BlurKernel.Gaussian(13, 1.6),
        "disk" => BlurShapes.Disk(4),
        "line" => BlurShapes.Line(13, 30),
        "path" => BlurKernel.Motion(19, 0.5, 3),
        _ => BlurKernel.Motion(31, 0.3, 2),
    };

    private static PlanarImage Blurred(BlurKernel kernel) =>
        Scenes.EightBits(new Deblurring(kernel).Degrade(Scenes.Discs(Side + 40), 0, 1).Crop(20, 20, Side, Side));

    /// <summary>With errors of white noise, 0.15 of the amplitude that a sharp kernel lets through: what measuring it left.</summary>
    private static BlurKernel Roughened(BlurKernel kernel)
    {
        int plane = kernel.Height * kernel.Width;
        var errors = new Denoising().Degrade(new PlanarImage(1, kernel.Height, kernel.Width), 255 * 0.15 / Math.Sqrt(plane), 7);
        return BlurKernel.FromValues(kernel.Height, kernel.Width, [.. errors.Data.Select((error, i) => kernel.Values[i] + error)], normalize: true);
    }
}
