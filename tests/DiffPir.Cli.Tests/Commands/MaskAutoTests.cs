using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class MaskAutoTests : IDisposable
{
    private const int Side = 128;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restore_ScratchedPhotograph_WritesTheMaskThatItFoundAndTakesItBack()
    {
        FastDevice.Require();
        string scratched = Save("scratched.png", Scratched());
        string[] options = ["--task", "inpaint", "--steps", "8", "--model", "builtin-small", "--json", "--quiet", "--mask"];

        var run = (await CommandRun.OfAsync(["restore", scratched, "-o", _folder.File("out.png"), .. options, "auto"])).ShouldSucceed();
        (await CommandRun.OfAsync(["restore", scratched, "-o", _folder.File("again.png"), .. options, _folder.File("out-mask.png")])).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("out-mask.png"), result.RootElement.GetProperty("maskFile").GetString());
        Assert.InRange(result.RootElement.GetProperty("knownShare").GetDouble(), 0.9, 0.999);
        var mask = MaskFile.Load(_folder.File("out-mask.png"), Side, Side, 100_000).Mask;
        Assert.False(mask[60, 50]);
        Assert.True(mask[60, 90]);
        Assert.Equal(Load("out.png").Data, Load("again.png").Data);
        Assert.InRange(Load("out.png")[0, 60, 50], 0.1f, 0.9f);
    }

    [Theory]
    [InlineData("--task", "denoise")]
    [InlineData("--task", "deblur", "--blur", "gaussian:1")]
    [InlineData("--task", "sr", "--scale", "2")]
    public async Task Restore_ScratchesOnAPictureWithMoreToUndo_AreFilledInByTheSameJob(params string[] task)
    {
        FastDevice.Require();
        string scratched = Save("scratched.png", Scratched());

        var run = (await CommandRun.OfAsync(
            ["restore", scratched, "-o", _folder.File("out.png"), .. task, "--mask", "auto", "--noise", "2", "--steps", "8", "--model", "builtin-small",
                "--json", "--quiet"])).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("out-mask.png"), result.RootElement.GetProperty("maskFile").GetString());
        var (restored, smooth) = (Load("out.png"), Smooth());
        int scale = restored.Height / Side;
        Assert.InRange(restored[0, 60 * scale, 50 * scale] - smooth[0, 60, 50], -0.2f, 0.2f);
    }

    [Fact]
    public async Task Restore_DenoisingWithoutDamage_RemovesTheNoiseAndSaysThatNothingIsFilledIn()
    {
        FastDevice.Require();
        string clean = Save("clean.png", Smooth());

        var run = (await CommandRun.OfAsync(
            "restore", clean, "-o", _folder.File("out.png"), "--task", "denoise", "--mask", "auto", "--noise", "5", "--model", "builtin-small"))
                .ShouldSucceed();

        Assert.Contains("no scratches or dust were found: nothing is filled in", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(Load("clean.png").Data, Load("out.png").Data);
        Assert.False(File.Exists(_folder.File("out-mask.png")));
    }

    [Fact]
    public async Task Restore_PictureWithoutDamage_IsWrittenAsItIsAndSaysSo()
    {
        string clean = Save("clean.png", Smooth());

        var run = (await CommandRun.OfAsync("restore", clean, "-o", _folder.File("out.png"), "--task", "inpaint", "--mask", "auto")).ShouldSucceed();

        Assert.Contains("no scratches or dust were found", run.Error, StringComparison.Ordinal);
        Assert.Equal(Load("clean.png").Data, Load("out.png").Data);
        Assert.False(File.Exists(_folder.File("out-mask.png")));
    }

    [Fact]
    public async Task Diagnose_ScratchedPhotograph_TellsTheShare()
    {
        var run = (await CommandRun.OfAsync("diagnose", Save("scratched.png", Scratched()), "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.InRange(result.RootElement.GetProperty("damaged").GetDouble(), 0.005, 0.1);
    }

    [Fact]
    public async Task Degrade_MaskAuto_IsRefused() =>
        (await CommandRun.OfAsync("degrade", Save("clean.png", Smooth()), "-o", _folder.File("out.png"), "--task", "inpaint", "--mask", "auto"))
            .ShouldFail(ExitCode.Usage, "--mask auto is for restore");

    private static PlanarImage Smooth()
    {
        var image = new PlanarImage(3, Side, Side);
        for (int i = 0; i < image.Data.Length; i++)
        {
            int c = i / (Side * Side), y = i / Side % Side, x = i % Side;
            image.Data[i] = (float)(0.5 + (0.15 * Math.Sin((y * 0.11) + c)) + (0.15 * Math.Cos((x * 0.13) - (2 * c))));
        }

        return image;
    }

    /// <summary>A smooth picture of 128 x 128 pixels with bright scratches.</summary>
    internal static PlanarImage Scratched()
    {
        var image = Smooth();
        for (int y = 20; y < 110; y++)
        {
            for (int c = 0; c < 3; c++)
            {
                (image[c, y, 50], image[c, y, 51]) = (1, 1);
            }
        }

        return image;
    }

    private string Save(string name, PlanarImage image)
    {
        ImageWriter.Save(_folder.File(name), Photograph.Of(image));
        return _folder.File(name);
    }

    private PlanarImage Load(string name) => Pictures.Pixels(_folder.File(name));
}
