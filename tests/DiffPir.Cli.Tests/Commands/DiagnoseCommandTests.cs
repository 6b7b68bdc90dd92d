using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class DiagnoseCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Diagnose_DefocusedJpeg_NamesBlurQualityAndCommand()
    {
        string photo = RepositoryPaths.Fixture("photographs/defocused-q90.jpg");

        var run = (await CommandRun.OfAsync("diagnose", photo, "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        var root = result.RootElement;
        Assert.Equal(
            ["noise", "noiseByChannel", "jpegQuality", "clipped", "blur", "damaged", "enlargedBy", "command"], root.EnumerateObject()
                .Select(static p => p.Name));
        Assert.Equal(["family", "width", "angle", "confidence"], root.GetProperty("blur").EnumerateObject().Select(static p => p.Name));
        Assert.Equal(90, root.GetProperty("jpegQuality").GetInt32());
        Assert.Equal("disk", root.GetProperty("blur").GetProperty("family").GetString());
        Assert.InRange(root.GetProperty("blur").GetProperty("width").GetDouble(), 3.4, 4.6);
        Assert.EndsWith("--noise 3", root.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.Contains("--task deblur --blur disk:", root.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_NoisyPhotograph_ProposesToDenoise()
    {
        var cat = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels);
        string noisy = cat.WithPixels(new Denoising().Degrade(cat.Pixels, 15, 1)).SaveTo(_folder.File("noisy.png"));

        var run = (await CommandRun.OfAsync("diagnose", noisy)).ShouldSucceed();

        Assert.Contains("--task denoise --noise 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_TransparentHole_ReadsTheNoiseOfWhatIsToBeSeen()
    {
        var cat = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels);
        var pixels = new Denoising().Degrade(cat.Pixels, 15, 1);
        float[] alpha = [.. Enumerable.Repeat(1f, pixels.Height * pixels.Width)];
        for (int row = 40; row < 160; row++)
        {
            alpha.AsSpan((row * pixels.Width) + 40, 120).Clear();
            for (int c = 0; c < pixels.Channels; c++)
            {
                pixels.Row(c, row).Slice(40, 120).Fill(0.6f);
            }
        }

        string holed = (cat with { Pixels = pixels, Alpha = alpha }).SaveTo(_folder.File("holed.png"));

        var run = (await CommandRun.OfAsync("diagnose", holed, "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.InRange(result.RootElement.GetProperty("noise").GetDouble(), 14, 16);
    }

    [Theory]
    [InlineData("sumac-q75.jpg")]
    [InlineData("sumac-q90.jpg")]
    [InlineData("facade.png")]
    public async Task Diagnose_SharpPhotograph_SharpensNothing(string file)
    {
        var run = (await CommandRun.OfAsync("diagnose", RepositoryPaths.Fixture($"photographs/{file}"), "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.DoesNotContain("deblur", result.RootElement.GetProperty("command").GetString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fix_SoundPhotograph_IsCopied()
    {
        var run = (await CommandRun.OfAsync("fix", RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"))).ShouldSucceed();

        Assert.Contains("a copy, as nothing is wrong", run.Output, StringComparison.Ordinal);
        Assert.Equal(Pictures.Pixels(RepositoryPaths.Sample("cat.png")).Data, Pictures.Pixels(_folder.File("out.png")).Data);
    }

    [Fact]
    public async Task Diagnose_FileThatIsNoPicture_IsRefused()
    {
        File.WriteAllText(_folder.File("a.png"), "no picture");

        var run = await CommandRun.OfAsync("diagnose", _folder.File("a.png"));

        Assert.Equal(ExitCode.UnreadableInput, run.Code);
    }

    [Theory]
    [InlineData("diagnose")]
    [InlineData("fix")]
    public async Task Diagnose_PictureTooSmallForIt_SaysWhatToDo(string command)
    {
        string tiny = Pictures.Gradient(3, 15, 20).SaveTo(_folder.File("tiny.png"));
        string[] output = command == "fix" ? ["-o", _folder.File("out.png")] : [];

        var run = await CommandRun.OfAsync([command, tiny, .. output]);

        run.ShouldFail(
            ExitCode.Usage, "the picture has 20 x 15 pixels, too few to find out what is wrong with it", "choose one of 16 x 16 or more", "or restore it with a --task of your choice");
    }

    [Theory]
    [InlineData]
    [InlineData("--noise", "auto")]
    public async Task Restore_WithoutNoise_ReadsItOffThePicture(params string[] noise)
    {
        FastDevice.Require();
        var cat = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels);
        string small = cat.WithPixels(new Denoising().Degrade(cat.Pixels, 15, 1).Crop(64, 64, 64, 64)).SaveTo(_folder.File("noisy.png"));

        var run = (await CommandRun.OfAsync(
            ["restore", small, "-o", _folder.File("out.png"), "--task", "denoise", "--steps", "2", "--quiet", .. noise])).ShouldSucceed();

        Assert.Matches("noise: 1[3-7]\\.?[0-9]* grey levels, read off the picture", run.Output);
    }
}
