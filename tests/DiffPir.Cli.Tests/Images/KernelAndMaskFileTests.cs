using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class KernelAndMaskFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kernel_picture_comes_back_with_sum_one()
    {
        var kernel = BlurKernel.Gaussian(21, 2.5);

        KernelFile.Save(_folder.File("k.png"), kernel);
        var loaded = KernelFile.Load(_folder.File("k.png"));

        Assert.Equal((21, 21), (loaded.Height, loaded.Width));
        Assert.Equal(1, Sum(loaded), 1e-5);
        for (int i = 0; i < 21 * 21; i++)
        {
            Assert.Equal(kernel.Values[i], loaded.Values[i], 1e-6f);
        }
    }

    [Theory]
    [InlineData("k.txt", "1 2 1\n2 4 2\n1 2 1\n")]
    [InlineData("k.csv", "# a binomial kernel\r\n1,2,1\r\n\r\n2, 4, 2\r\n1;2;1")]
    public void Kernel_text_is_scaled_to_sum_one(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);

        var loaded = KernelFile.Load(_folder.File(name));

        Assert.Equal((3, 3), (loaded.Height, loaded.Width));
        Assert.Equal([1 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 4 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 1 / 16f], loaded.Values.ToArray());
    }

    [Theory]
    [InlineData("1 2\n3\n", "line 2 has 1 numbers and the lines before have 2")]
    [InlineData("1 two\n", "line 1 holds 'two', which is no number")]
    [InlineData("1 NaN\n", "line 1 holds 'NaN', which is no number")]
    [InlineData("# nothing\n", "it holds no numbers")]
    [InlineData("0 0\n0 0\n", "it is no blur kernel")]
    [InlineData("1 -1\n", "it is no blur kernel")]
    [InlineData("1e38 -1e38 1e-30\n", "the weights of the kernel cancel out")]
    public void Kernel_text_that_is_wrong_says_where(string text, string reason)
    {
        File.WriteAllText(_folder.File("k.txt"), text);

        var error = Assert.Throws<CliException>(() => KernelFile.Load(_folder.File("k.txt")));

        Assert.Equal(ExitCode.UnreadableInput, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Black_kernel_picture_is_refused()
    {
        var black = Photograph.Of(new PlanarImage(1, 5, 5));

        Assert.Contains(
            "it is no blur kernel",
            Assert.Throws<CliException>(() => KernelFile.Load(black.SaveTo(_folder.File("k.png")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Mask_comes_back_white_is_known()
    {
        var mask = PixelMask.Random(9, 11, 0.5, seed: 3);

        MaskFile.Save(_folder.File("m.png"), mask);
        var loaded = MaskFile.Load(_folder.File("m.png"), 9, 11, 1000).Mask;

        Assert.Equal(mask.Known.ToArray(), loaded.Known.ToArray());
        float[] picture = Pictures.Pixels(_folder.File("m.png")).Data;
        Assert.Equal(mask.Known[0] ? 1f : 0f, picture[0]);
    }

    [Fact]
    public void Mask_of_another_size_names_both_sizes()
    {
        MaskFile.Save(_folder.File("m.png"), PixelMask.Random(9, 11, 0.5, seed: 3));

        Refusal.Of(() => MaskFile.Load(_folder.File("m.png"), 11, 9, 1000), ExitCode.Usage, "is 11 x 9 pixels and the picture 9 x 11");
    }

    [Fact]
    public void Mask_that_knows_nothing_is_refused()
    {
        var black = Photograph.Of(new PlanarImage(1, 5, 5));

        Refusal.Of(() => MaskFile.Load(black.SaveTo(_folder.File("m.png")), 5, 5, 1000), ExitCode.Usage, "no pixel of the mask");
    }

    private static double Sum(BlurKernel kernel)
    {
        double sum = 0;
        foreach (float value in kernel.Values)
        {
            sum += value;
        }

        return sum;
    }
}
