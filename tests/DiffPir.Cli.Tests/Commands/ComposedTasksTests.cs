using System.Text.Json;
using DiffPir.Cli.Evaluation;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What degrade makes of several things at once, restore undoes: missing pixels besides, kernels of single channels, lost colours,
/// block means.</summary>
public sealed class ComposedTasksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is done, in words of degrade and of restore.</summary>
    public static TheoryData<string, string> Tasks => new()
    {
        { "--task deblur --blur gaussian:1.2:9 --random 0.3", "--task deblur --kernel out-kernel.png --mask out-mask.png" },
        { "--task sr --scale 2 --blur disk:1.5 --random 0.2", "--task sr --scale 2 --kernel out-kernel.png --mask out-mask.png" },
        { "--task sr --scale 3 --reduction average", "--task sr --scale 3 --reduction average" },
        { "--task colorize", "--task colorize" },
        { "--task colorize --random 0.2", "--task colorize --mask out-mask.png" },
        { "--task deblur --kernel colours.png:rgb", "--task deblur --kernel colours.png:rgb" },
        { "--task deblur --kernel stack.npy:1,3,2 --kernel-flip --box 8", "--task deblur --kernel stack.npy:1,3,2 --kernel-flip --mask out-mask.png" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task What_degrade_makes_is_met_by_what_restore_returns(string degrade, string restore)
    {
        FastDevice.Require();
        var degraded = (await DegradeAsync("out.png", [.. Here(degrade.Split(' ')), "--noise", "2"])).ShouldSucceed();

        var run = (await CommandRun.OfAsync(
            ["restore", _folder.File("out.png"), "-o", _folder.File("restored.png"), .. Here(restore.Split(' ')), "--noise", "2", "--steps", "8", "--json",
                "--quiet"]))
            .ShouldSucceed();

        using var json = JsonDocument.Parse(run.Output);
        Assert.InRange(json.RootElement.GetProperty("residualRatio").GetDouble(), 0, 1.35);
        var restored = Load("restored.png").Pixels;
        Assert.Equal((66, 66, 3), (restored.Height, restored.Width, restored.Channels));
        foreach (string? file in restore.Split(' ').Where(static word => word.StartsWith("out-", StringComparison.Ordinal)))
        {
            Assert.Contains(_folder.File(file), degraded.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kernels_of_channels_blur_each_channel_by_its_own()
    {
        (await DegradeAsync("all.png", "--task", "deblur", "--kernel", _folder.File("colours.png:rgb"), "--boundary", "periodic")).ShouldSucceed();
        (await DegradeAsync("green.png", "--task", "deblur", "--kernel", _folder.File("green.png-kernel.txt"), "--boundary", "periodic")).ShouldSucceed();

        Assert.Equal(Load("green.png").Pixels.Channel(1).Data, Load("all.png").Pixels.Channel(1).Data);
        Assert.NotEqual(Load("green.png").Pixels.Channel(0).Data, Load("all.png").Pixels.Channel(0).Data);
    }

    [Fact]
    public async Task Colorize_takes_the_mean_of_the_channels_away_from_colours()
    {
        (await DegradeAsync("grey.png", "--task", "colorize")).ShouldSucceed();

        var (clean, grey) = (Load("in.png").Pixels, Load("grey.png").Pixels);
        Assert.Equal(1, grey.Channels);
        Assert.Equal(clean.MeanOfChannels()[0, 5, 7], grey[0, 5, 7], 1 / 255f);
        (await CommandRun.OfAsync("degrade", _folder.File("grey.png"), "-o", _folder.File("x.png"), "--task", "colorize"))
            .ShouldFail(ExitCode.Usage, "is grey already");
        (await CommandRun.OfAsync("restore", _folder.File("in.png"), "-o", _folder.File("x.png"), "--task", "colorize", "--noise", "0"))
            .ShouldFail(ExitCode.Usage, "has colours already");
    }

    [Theory]
    [InlineData("--box and --random say the same thing", "degrade", "--task", "deblur", "--blur", "disk:2", "--box", "8", "--random", "0.5")]
    [InlineData("--reduction and --kernel say the same thing", "degrade", "--task", "sr", "--scale", "2", "--reduction", "average", "--kernel", "k.txt")]
    [InlineData("--reduction goes with --task sr", "degrade", "--task", "deblur", "--blur", "disk:2", "--reduction", "average")]
    [InlineData("three numbers with commas between", "degrade", "--task", "deblur", "--kernel", "stack.npy:1,2")]
    [InlineData("number 4 is none of them", "degrade", "--task", "deblur", "--kernel", "stack.npy:1,2,4")]
    public async Task Mistakes_are_one_line(string reason, string command, params string[] options)
    {
        SaveInputs();

        var run = await CommandRun.OfAsync([command, _folder.File("in.png"), "-o", _folder.File("x.png"), .. Here(options)]);

        run.ShouldFail(reason.StartsWith("number", StringComparison.Ordinal) ? ExitCode.UnreadableInput : ExitCode.Usage, reason);
        Assert.False(File.Exists(_folder.File("x.png")));
    }

    [Fact]
    public async Task Grey_kernels_are_none_of_single_channels()
    {
        SaveInputs();
        Pictures.Gradient(1, 3, 3).SaveTo(_folder.File("k.png"));

        (await DegradeAsync("x.png", "--task", "deblur", "--kernel", _folder.File("k.png:rgb"))).ShouldFail(ExitCode.UnreadableInput, "leave :rgb out");
        (await DegradeAsync("x.png", "--task", "deblur", "--kernel", _folder.File("stack.npy:rgb"))).ShouldFail(ExitCode.UnreadableInput, "it is no picture");
    }

    [Fact]
    public async Task Evaluate_makes_them_too_with_a_mask_for_each_picture()
    {
        FastDevice.Require();
        Directory.CreateDirectory(_folder.File("photos"));
        Directory.CreateDirectory(_folder.File("masks"));
        for (int i = 0; i < 2; i++)
        {
            Photograph().SaveTo(_folder.File($"photos/{i}.png"));
            MaskFile.Save(_folder.File($"masks/{i}-mask.png"), PixelMask.Random(66, 66, 0.1 + (0.6 * i), 1));
        }

        (await CommandRun.OfAsync(
            "evaluate", _folder.File("photos"), "--report", _folder.File("report"), "--task", "deblur", "--blur", "gaussian:1.2:9", "--mask",
            _folder.File("masks"),
            "--methods", "diffpir", "--steps", "4", "--quiet")).ShouldSucceed();

        var rows = ResultsTable.Read(_folder.File("report/results.csv"));
        Assert.Equal(8, rows.Count);
        double Input(string picture) => rows.Single(row => row.Picture == picture && row.Method == "input").Metrics.Psnr;
        Assert.True(Input("0.png") > Input("1.png") + 3, "of the second picture far more is missing");
    }

    private static Photograph Photograph()
    {
        var photo = ImageReader.Load(Path.Combine(RepositoryPaths.Root, "samples", "coffee.png"), 1_000_000);
        return photo.WithPixels(photo.Pixels.Crop(60, 60, 66, 66));
    }

    private async Task<CommandRun> DegradeAsync(string output, params string[] options)
    {
        SaveInputs();
        return await CommandRun.OfAsync(["degrade", _folder.File("in.png"), "-o", _folder.File(output), .. options]);
    }

    private void SaveInputs()
    {
        Photograph().SaveTo(_folder.File("in.png"));
        float[] green = [0, 0, 0.25f, 0, 0.5f, 0, 0, 0, 0.25f];
        new Photograph(new PlanarImage(3, 3, 3, [0, 0, 0, 0, 1, 0, 0, 0, 0, .. green, 0, 0.25f, 0, 0.25f, 0, 0.25f, 0, 0.25f, 0]), null, 16, ImageMetadata.None)
            .SaveTo(_folder.File("colours.png"));
        File.WriteAllText(_folder.File("green.png-kernel.txt"), "0 0 1\n0 2 0\n0 0 1\n");
        File.WriteAllBytes(_folder.File("stack.npy"), Stack());
    }

    /// <summary>Three kernels of 3 x 3 as NumPy saves them.</summary>
    private static byte[] Stack()
    {
        const string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 3, 3), }\n";
        byte[] numbers = [0, 1, 0, 0, 2, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 3, 4, 0, 0, 0, 0];
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. numbers];
    }

    private string[] Here(string[] words) =>
        [.. words.Select(word => word.Contains(".png", StringComparison.Ordinal) || word.Contains(".npy", StringComparison.Ordinal)
            || word.Contains(".txt", StringComparison.Ordinal) ? _folder.File(word) : word)];

    private Photograph Load(string name) => ImageReader.Load(_folder.File(name), 1_000_000);
}
