using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Restorations of one photograph as strangers ask for them: what is left out, mistaken, or of another convention.</summary>
public sealed class StrangersPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Noise_left_out_of_a_jpeg_is_read_off_it_and_said()
    {
        FastDevice.Require();
        string[] options = ["--task", "deblur", "--kernel", RepositoryPaths.Fixture("kernels/disk4.txt")];

        var (read, psnr) = await RestoreAsync("defocused.jpg", options);
        var (none, psnrOfNone) = await RestoreAsync("defocused.jpg", [.. options, "--noise", "0", "--force"]);

        Assert.InRange(psnr, 26.5, 60);
        Assert.InRange(read.GetProperty("noise").GetDouble(), 3, 6);
        Assert.False(read.GetProperty("noiseIsGiven").GetBoolean());
        Assert.InRange(read.GetProperty("residualRatio").GetDouble(), 0.3, 1.2);
        Assert.InRange(psnrOfNone, 0, psnr - 2);
        string[] warnings = [.. none.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetString()!)];
        Assert.Contains(warnings, static warning => warning.StartsWith("--noise 0: a picture of 8 bits is rounded at least", StringComparison.Ordinal));
        Assert.Contains(warnings, static warning => warning.Contains("does not explain the measurement", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gaussian:2", 0.29)]
    [InlineData("motion:0.5:31", 0.29)]
    public async Task No_noise_at_all_of_a_rounded_picture_stands_for_its_rounding(string kernel, double expected)
    {
        FastDevice.Require();
        var (truth, blurred) = (RepositoryPaths.Fixture("photographs/truth.png"), _folder.File("blurred.png"));
        string[] blur = ["--task", "deblur", "--blur", kernel, "--boundary", "periodic"];
        (await CommandRun.OfAsync(["degrade", truth, "-o", blurred, .. blur])).ShouldSucceed();

        var (json, _) = await RestoreAsync(blurred, [.. blur, "--noise", "0", "--steps", "2", "--force"]);

        Assert.Equal(expected, json.GetProperty("noise").GetDouble());
    }

    [Fact]
    public async Task Kernel_of_a_correlation_restores_when_it_is_turned()
    {
        FastDevice.Require();
        string[] options = ["--task", "deblur", "--kernel", RepositoryPaths.Fixture("kernels/correlated.png"), "--noise", "2"];

        var (right, psnr) = await RestoreAsync("correlated.png", [.. options, "--kernel-flip"]);
        var (wrong, _) = await RestoreAsync("correlated.png", options);

        Assert.InRange(psnr, 31, 60);
        Assert.Empty(right.GetProperty("warnings").EnumerateArray());
        Assert.Contains("does not explain the measurement", Warning(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_that_too_few_steps_roughened_is_written_only_where_it_is_insisted_on()
    {
        FastDevice.Require();
        string[] options = ["--task", "deblur", "--kernel", RepositoryPaths.Fixture("kernels/disk4.txt"), "--noise", "2", "--steps"];

        var refused = await CommandRun.OfAsync(
            ["restore", RepositoryPaths.Fixture("photographs/blurred.png"), "-o", _folder.File("refused.png"), .. options, "5", "--json", "--quiet"]);
        var (few, _) = await RestoreAsync("blurred.png", [.. options, "5", "--force"]);
        var (enough, psnr) = await RestoreAsync("blurred.png", [.. options, "20"]);

        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("error: nothing was written, as the result is rougher than its input", refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
        Assert.False(File.Exists(_folder.File("refused.png")));
        Assert.Contains("the result is rougher than its input", few.GetProperty("warnings").ToString(), StringComparison.Ordinal);
        Assert.InRange(psnr, 28, 60);
        Assert.Empty(enough.GetProperty("warnings").EnumerateArray());
        Assert.InRange(enough.GetProperty("residualRatio").GetDouble(), 0.5, 1.2);
    }

    [Fact]
    public async Task Ruined_result_in_a_batch_does_not_stop_the_others()
    {
        FastDevice.Require();
        var (input, output) = (_folder.File("in"), _folder.File("out"));
        Directory.CreateDirectory(input);
        File.Copy(RepositoryPaths.Fixture("photographs/blurred.png"), Path.Combine(input, "a.png"));
        File.Copy(RepositoryPaths.Fixture("photographs/blurred.png"), Path.Combine(input, "b.png"));
        string[] options = ["--task", "deblur", "--kernel", RepositoryPaths.Fixture("kernels/disk4.txt"), "--noise", "2", "--steps", "5", "--quiet"];

        var refused = await CommandRun.OfAsync(["restore", input, "-o", output, .. options]);
        var forced = await CommandRun.OfAsync(["restore", input, "-o", output, .. options, "--force"]);

        Assert.Equal(ExitCode.SomeFailed, refused.Code);
        Assert.Contains("the result is rougher than its input", refused.Output + refused.Error, StringComparison.Ordinal);
        forced.ShouldSucceed();
        Assert.Equal(2, Directory.GetFiles(output).Length);
    }

    [Fact]
    public async Task Enlarging_with_a_kernel_knows_nothing_beyond_the_edges()
    {
        FastDevice.Require();

        var (_, psnr) = await RestoreAsync(
            "small.png", "--task", "sr", "--scale", "2", "--kernel", RepositoryPaths.Fixture("kernels/disk4.txt"), "--noise", "1");

        Assert.InRange(psnr, 28, 60);
    }

    [Theory]
    [InlineData("disk:3", "defocused")]
    [InlineData("line:8:30", "moved")]
    public async Task Blur_with_a_name_is_undone(string blur, string name)
    {
        FastDevice.Require();
        string kernel = RepositoryPaths.Fixture(blur.StartsWith('d') ? "kernels/disk3.txt" : "kernels/line8-30deg.txt");
        var (truth, blurred) = (RepositoryPaths.Fixture("photographs/truth.png"), _folder.File(name + ".png"));
        (await CommandRun.OfAsync("degrade", truth, "-o", blurred, "--task", "deblur", "--kernel", kernel, "--noise", "2")).ShouldSucceed();

        (await CommandRun.OfAsync("restore", blurred, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", blur, "--noise", "2")).ShouldSucceed();

        Assert.InRange(Psnr(truth, _folder.File("out.png")), 28, 60);
    }

    [Fact]
    public async Task Noise_as_a_share_of_the_range_is_suspected()
    {
        FastDevice.Require();

        var (json, _) = await RestoreAsync("truth.png", "--task", "denoise", "--noise", "0.05", "--steps", "2");

        Assert.Contains("if a share of the range is meant, give 12.75", Warning(json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photograph_with_erased_holes_is_its_own_mask_and_comes_back_whole()
    {
        FastDevice.Require();
        string holes = RepositoryPaths.Fixture("masks/photo-with-erased-holes.png");

        var run = (await CommandRun.OfAsync("restore", holes, "-o", _folder.File("out.png"), "--task", "inpaint", "--mask", holes)).ShouldSucceed();

        Assert.Contains("mask: 93 % known, 7 % filled in", run.Output, StringComparison.Ordinal);
        Assert.InRange(Psnr(RepositoryPaths.Fixture("photographs/truth.png"), _folder.File("out.png")), 35, 60);
        Assert.Null(ImageReader.Load(_folder.File("out.png"), 100_000).Alpha);
    }

    private static string Warning(JsonElement json) => json.GetProperty("warnings")[0].GetString()!;

    private static double Psnr(string truth, string path) =>
        ImageMetrics.Psnr(Pictures.Pixels(truth), Pictures.Pixels(path));

    private async Task<(JsonElement Json, double Psnr)> RestoreAsync(string name, params string[] options)
    {
        string picture = Path.IsPathRooted(name) ? name : RepositoryPaths.Fixture("photographs/" + name);
        var run = (await CommandRun.OfAsync(
            ["restore", picture, "-o", _folder.File("out.png"), .. options, "--overwrite", "--json", "--quiet"]))
                .ShouldSucceed();
        return (JsonDocument.Parse(run.Output).RootElement, Psnr(RepositoryPaths.Fixture("photographs/truth.png"), _folder.File("out.png")));
    }
}
