using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Whole restorations of small pictures with the built-in prior.</summary>
public sealed class RestoreCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Denoising_a_photograph_brings_it_closer_to_the_truth()
    {
        FastDevice.Require();
        string clean = Crop("cat.png", 64, 64).SaveTo(_folder.File("clean.png"));
        (await CommandRun.OfAsync("degrade", clean, "-o", _folder.File("noisy.png"), "--task", "denoise", "--noise", "25")).ShouldSucceed();

        var run = (await RestoreAsync("noisy.png", "out.png", "--task", "denoise", "--noise", "25", "--quiet")).ShouldSucceed();

        Assert.True(PsnrTo(clean, "out.png") > PsnrTo(clean, "noisy.png") + 3, "denoising gains at least 3 dB");
        Assert.Empty(run.Error);
        Assert.Contains("denoise, noise 25, method mean", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_are_those_that_were_taken()
    {
        FastDevice.Require();
        Crop("cat.png", 64, 64).SaveTo(_folder.File("unclipped.png"));

        var run = (await RestoreAsync("unclipped.png", "out.png", "--task", "denoise", "--noise", "3")).ShouldSucceed();

        Assert.Contains("step 1 of 1", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n1 step of ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("mean", "--option", "filling=0", "--option", "tau=0.9")]
    [InlineData("diffpir", "--texture")]
    [InlineData("diffpir", "--preset", "paper")]
    [InlineData("diffpir", "--steps", "3")]
    [InlineData("diffpir", "--option", "tau=0.9")]
    [InlineData("ddrm", "--method", "ddrm")]
    public async Task Denoising_takes_the_mean_unless_a_sampled_picture_is_asked_for(string method, params string[] options)
    {
        FastDevice.Require();
        Crop("cat.png", 64, 64).SaveTo(_folder.File("noisy.png"));

        var run = (await RestoreAsync("noisy.png", "out.png", ["--task", "denoise", "--noise", "25", "--json", "--quiet", .. options])).ShouldSucceed();

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(method, json.RootElement.GetProperty("method").GetString());
    }

    [Fact]
    public async Task Deblurring_with_the_kernel_that_degrade_wrote_brings_the_photograph_closer_to_the_truth()
    {
        FastDevice.Require();
        string clean = Crop("coffee.png", 72, 80).SaveTo(_folder.File("clean.png"));
        (await CommandRun.OfAsync("degrade", clean, "-o", _folder.File("b.png"), "--task", "deblur", "--blur", "gaussian:1.6:15", "--noise", "2"))
            .ShouldSucceed();

        (await RestoreAsync("b.png", "out.png", "--task", "deblur", "--kernel", _folder.File("b-kernel.png"), "--noise", "2")).ShouldSucceed();

        Assert.True(PsnrTo(clean, "out.png") > PsnrTo(clean, "b.png") + 1, "deblurring gains at least 1 dB");
    }

    [Theory]
    [InlineData("dps", 2)]
    [InlineData("pigdm", 2)]
    public async Task Methods_that_need_gradients_bring_a_photograph_closer_to_the_truth(string method, double gain)
    {
        FastDevice.Require();
        string clean = Crop("coffee.png", 64, 64).SaveTo(_folder.File("clean.png"));
        (await CommandRun.OfAsync("degrade", clean, "-o", _folder.File("noisy.png"), "--task", "denoise", "--noise", "40")).ShouldSucceed();

        (await RestoreAsync("noisy.png", "out.png", "--task", "denoise", "--noise", "40", "--method", method, "--steps", "50")).ShouldSucceed();

        var (before, after) = (PsnrTo(clean, "noisy.png"), PsnrTo(clean, "out.png"));
        Assert.True(after > before + gain, $"{before:f2} dB before, {after:f2} dB after");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public async Task Sr_enlarges_picture_and_alpha_of_any_size_and_keeps_depth(int scale)
    {
        FastDevice.Require();
        var small = Crop("rocket.png", 13, 17) with { BitsPerChannel = 16, Alpha = [.. Enumerable.Repeat(0.5f, 13 * 17)] };
        small.SaveTo(_folder.File("small.png"));

        (await RestoreAsync("small.png", "out.tif", "--task", "sr", "--scale", $"{scale}", "--steps", "3", "--force")).ShouldSucceed();

        var large = ImageReader.Load(_folder.File("out.tif"), 100_000);
        Assert.Equal((3, 13 * scale, 17 * scale), (large.Pixels.Channels, large.Pixels.Height, large.Pixels.Width));
        Assert.Equal(16, large.BitsPerChannel);
        Assert.All(large.Alpha!, static value => Assert.Equal(0.5f, value, 1e-3f));
    }

    [Fact]
    public async Task Inpainting_keeps_known_pixels_and_fills_the_others()
    {
        FastDevice.Require();
        string clean = Crop("cat.png", 64, 64).SaveTo(_folder.File("clean.png"));
        (await CommandRun.OfAsync("degrade", clean, "-o", _folder.File("h.png"), "--task", "inpaint", "--random", "0.4")).ShouldSucceed();

        (await RestoreAsync("h.png", "out.png", "--task", "inpaint", "--mask", _folder.File("h-mask.png"))).ShouldSucceed();

        var mask = MaskFile.Load(_folder.File("h-mask.png"), 64, 64, 100_000).Mask;
        var (truth, filled) = (Pictures.Pixels(clean).Data, Pictures.Pixels(_folder.File("out.png")).Data);
        for (int i = 0; i < truth.Length; i++)
        {
            if (mask.Known[i % (64 * 64)])
            {
                Assert.Equal(truth[i], filled[i]);
            }
        }

        Assert.True(PsnrTo(clean, "out.png") > 24, "the holes are filled plausibly");
    }

    [Fact]
    public async Task Grey_stays_grey_and_the_same_seed_gives_the_same_file()
    {
        FastDevice.Require();
        var colour = Crop("cat.png", 40, 40);
        (colour with { Pixels = new PlanarImage(1, 40, 40, colour.Pixels.Plane(1).ToArray()) }).SaveTo(_folder.File("grey.png"));
        string[] options = ["--task", "denoise", "--noise", "10", "--steps", "3"];

        (await RestoreAsync("grey.png", "a.png", [.. options, "--seed", "5"])).ShouldSucceed();
        (await RestoreAsync("grey.png", "b.png", [.. options, "--seed", "5"])).ShouldSucceed();
        (await RestoreAsync("grey.png", "c.png", [.. options, "--seed", "6"])).ShouldSucceed();

        Assert.True(ImageReader.Load(_folder.File("a.png"), 10_000).IsGrey);
        Assert.Equal(File.ReadAllBytes(_folder.File("a.png")), File.ReadAllBytes(_folder.File("b.png")));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("a.png")), File.ReadAllBytes(_folder.File("c.png")));
    }

    [Fact]
    public async Task Json_is_one_line_with_the_settings_used()
    {
        FastDevice.Require();
        Crop("cat.png", 32, 32).SaveTo(_folder.File("in.png"));

        var run = (await RestoreAsync("in.png", "out.png", "--task", "denoise", "--noise", "10", "--steps", "2", "--zeta", "0.5", "--lambda", "7",
            "--json", "--quiet"))
            .ShouldSucceed();

        Assert.Single(run.Output.TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(_folder.File("out.png"), json.GetProperty("output").GetString());
        Assert.Equal(2, json.GetProperty("steps").GetInt32());
        Assert.Equal(7, json.GetProperty("lambda").GetDouble());
        Assert.Equal(0.5, json.GetProperty("zeta").GetDouble());
        Assert.True(json.GetProperty("secondsPerStep").GetDouble() >= 0);
    }

    [Fact]
    public async Task Through_tiles_a_picture_looks_as_it_does_as_a_whole()
    {
        FastDevice.Require();
        Crop("coffee.png", 64, 160).SaveTo(_folder.File("in.png"));
        string[] options = ["--task", "deblur", "--blur", "gaussian:1:9", "--noise", "10", "--steps", "5", "--force", "--json", "--quiet"];

        var whole = (await RestoreAsync("in.png", "whole.png", [.. options, "--tile", "0"])).ShouldSucceed();
        var tiled = (await RestoreAsync("in.png", "tiled.png", [.. options, "--tile", "128"])).ShouldSucceed();

        Assert.Equal(0, JsonDocument.Parse(whole.Output).RootElement.GetProperty("tile").GetInt32());
        Assert.Equal(128, JsonDocument.Parse(tiled.Output).RootElement.GetProperty("tile").GetInt32());
        Assert.InRange(PsnrTo(_folder.File("whole.png"), "tiled.png"), 38, 80);
    }

    [Fact]
    public async Task Interrupted_half_way_leaves_no_file_and_says_so()
    {
        FastDevice.Require();
        Crop("cat.png", 32, 32).SaveTo(_folder.File("in.png"));

        var run = await CommandRun.InterruptedAsync(
            "restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "10", "--steps", "200");

        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.EndsWith($"diffpir: cancelled; no partial file was left behind{Environment.NewLine}", run.Error, StringComparison.Ordinal);
        Assert.Equal(["in.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    private Task<CommandRun> RestoreAsync(string input, string output, params string[] options) =>
        CommandRun.OfAsync(["restore", _folder.File(input), "-o", _folder.File(output), .. options]);

    private double PsnrTo(string clean, string name) =>
        ImageMetrics.Psnr(Pictures.Pixels(clean), Pictures.Pixels(_folder.File(name)));

    private static Photograph Crop(string sample, int height, int width)
    {
        var whole = ImageReader.Load(RepositoryPaths.Sample(sample), 100_000);
        return whole with { Pixels = whole.Pixels.Crop(90, 90, height, width) };
    }
}
