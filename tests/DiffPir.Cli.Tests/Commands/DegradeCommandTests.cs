using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DegradeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_left_out_of_the_input_is_said()
    {
        var run = (await CommandRun.OfAsync(
            "degrade", RepositoryPaths.Fixture("photographs/gain-map.jpg"), "-o", _folder.File("noisy.png"), "--task", "denoise", "--noise", "5", "--json"))
                .ShouldSucceed();

        Assert.Contains("gain-map.jpg': its gain map", run.Error, StringComparison.Ordinal);
        Assert.Contains("its gain map", JsonDocument.Parse(run.Output).RootElement.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deblur_writes_the_picture_and_its_kernel()
    {
        var run = (await DegradeAsync("out.png", "--task", "deblur", "--blur", "gaussian:2:9")).ShouldSucceed();

        var (clean, blurred) = (Load("in.png"), Load("out.png"));
        Assert.Equal((clean.Pixels.Height, clean.Pixels.Width), (blurred.Pixels.Height, blurred.Pixels.Width));
        Assert.True(Roughness(blurred) < 0.5 * Roughness(clean), "a blurred picture is smoother");
        Assert.Equal(9, KernelFile.Load(_folder.File("out-kernel.png")).Height);
        Assert.Contains("out-kernel.png", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sr_reduces_the_sides_and_the_alpha()
    {
        (await DegradeAsync("out.png", "--task", "sr", "--scale", "4")).ShouldSucceed();

        var reduced = Load("out.png");
        Assert.Equal((12, 16), (reduced.Pixels.Height, reduced.Pixels.Width));
        Assert.Equal(12 * 16, reduced.Alpha!.Length);
        Assert.False(File.Exists(_folder.File("out-kernel.png")));
    }

    [Fact]
    public async Task Inpaint_blackens_what_its_mask_shows_black()
    {
        (await DegradeAsync("out.png", "--task", "inpaint", "--random", "0.5", "--seed", "7")).ShouldSucceed();

        var mask = MaskFile.Load(_folder.File("out-mask.png"), 48, 64, 100_000).Mask;
        var (clean, holes) = (Load("in.png"), Load("out.png"));
        for (int i = 0; i < 48 * 64; i++)
        {
            Assert.Equal(mask.Known[i] ? clean.Pixels.Data[i] : 0, holes.Pixels.Data[i]);
        }
    }

    [Fact]
    public async Task Noise_has_the_level_asked_for()
    {
        var grey = new Photograph(new(3, 96, 96, [.. Enumerable.Repeat(0.5f, 3 * 96 * 96)]), null, 16, ImageMetadata.None);
        grey.SaveTo(_folder.File("flat.png"));

        (await CommandRun.OfAsync("degrade", _folder.File("flat.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "12.75"))
            .ShouldSucceed();

        float[] noisy = Load("out.png").Pixels.Data;
        double deviation = Math.Sqrt(noisy.Average(static v => (v - 0.5) * (v - 0.5)));
        Assert.Equal(0.05, deviation, 0.002);
    }

    [Fact]
    public async Task Same_seed_same_bytes_other_seed_other_bytes()
    {
        string[] task = ["--task", "denoise", "--noise", "5"];
        (await DegradeAsync("a.png", [.. task, "--seed", "1"])).ShouldSucceed();
        (await DegradeAsync("b.png", [.. task, "--seed", "1"])).ShouldSucceed();
        (await DegradeAsync("c.png", [.. task, "--seed", "2"])).ShouldSucceed();

        Assert.Equal(File.ReadAllBytes(_folder.File("a.png")), File.ReadAllBytes(_folder.File("b.png")));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("a.png")), File.ReadAllBytes(_folder.File("c.png")));
    }

    [Fact]
    public async Task Json_is_one_line_with_the_files()
    {
        var run = (await DegradeAsync("out.png", "--task", "inpaint", "--box", "8x4", "--json")).ShouldSucceed();

        Assert.Single(run.Output.TrimEnd().Split('\n'));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(_folder.File("out.png"), json.GetProperty("output").GetString());
        Assert.Equal(_folder.File("out-mask.png"), json.GetProperty("mask").GetString());
        Assert.Equal("inpaint", json.GetProperty("task").GetString());
        Assert.Equal(64, json.GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Scale_that_does_not_divide_the_sides_is_refused()
    {
        var run = await DegradeAsync("out.png", "--task", "sr", "--scale", "5");

        run.ShouldFail(ExitCode.Usage, "64 x 48 pixels", "a scale of 5 does not divide both sides", "crop it to 60 x 45 first");
        Assert.Equal(["in.png"], Names());
    }

    [Fact]
    public async Task Kernel_larger_than_the_picture_is_refused()
    {
        var run = await DegradeAsync("out.png", "--task", "deblur", "--blur", "gaussian:9");

        run.ShouldFail(ExitCode.Usage, "the blur kernel is 61 x 61 pixels, larger than the picture of 64 x 48");
        Assert.Equal(["in.png"], Names());
    }

    [Fact]
    public async Task Hole_that_does_not_fit_is_refused()
    {
        (await DegradeAsync("out.png", "--task", "inpaint", "--box", "40"))
            .ShouldFail(ExitCode.Usage, "a hole of 40 x 40 does not fit", "at most 32 x 16 does");
    }

    [Fact]
    public async Task Side_file_that_is_the_input_is_refused()
    {
        File.Copy(SaveInput(), _folder.File("out-mask.png"));

        var run = await CommandRun.OfAsync(
            "degrade", _folder.File("out-mask.png"), "-o", _folder.File("out.png"), "--task", "inpaint", "--random", "0.5");

        run.ShouldFail(ExitCode.Usage, "is also an input");
    }

    [Fact]
    public async Task Kernel_with_negative_weights_is_written_as_it_is()
    {
        File.WriteAllText(_folder.File("neg5.txt"), "-5 11 -5");

        var run = (await DegradeAsync("out.png", "--task", "deblur", "--kernel", _folder.File("neg5.txt"))).ShouldSucceed();

        Assert.Equal([-5f, 11f, -5f], KernelFile.Load(_folder.File("out-kernel.txt")).Values.ToArray());
        Assert.Contains("out-kernel.txt", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_amounts_are_not_printed_as_nothing() =>
        Assert.Contains("noise 0.001,", (await DegradeAsync("out.png", "--task", "denoise", "--noise", "0.001")).ShouldSucceed().Output,
            StringComparison.Ordinal);

    [Fact]
    public async Task Output_that_leads_to_its_own_side_file_is_refused()
    {
        File.CreateSymbolicLink(_folder.File("out.png"), "out-mask.png");

        (await DegradeAsync("out.png", "--task", "inpaint", "--random", "0.5")).ShouldFail(ExitCode.Usage, "another output");
    }

    private Task<CommandRun> DegradeAsync(string output, params string[] options) =>
        CommandRun.OfAsync(["degrade", SaveInput(), "-o", _folder.File(output), .. options]);

    private string SaveInput() => Pictures.Gradient(3, 48, 64, alpha: true).SaveTo(_folder.File("in.png"));

    private Photograph Load(string name) => ImageReader.Load(_folder.File(name), 100_000);

    private string?[] Names() => [.. Directory.GetFiles(_folder.Path).Select(Path.GetFileName)];

    private static double Roughness(Photograph photograph)
    {
        float[] data = photograph.Pixels.Data;
        double sum = 0;
        for (int i = 1; i < data.Length; i++)
        {
            sum += Math.Abs(data[i] - data[i - 1]);
        }

        return sum;
    }
}
