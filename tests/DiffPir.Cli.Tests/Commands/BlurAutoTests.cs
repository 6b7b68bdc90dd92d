using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class BlurAutoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restore_ShakenPhotograph_WritesTheKernelThatItFound()
    {
        FastDevice.Require();
        var shaken = Shaken();

        var run = (await CommandRun.OfAsync(
            "restore", shaken, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "auto", "--steps", "2", "--force", "--json", "--quiet")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("out-kernel.png"), result.RootElement.GetProperty("kernelFile").GetString());
        Assert.InRange(result.RootElement.GetProperty("blurConfidence").GetDouble(), 0.5, 1);
        Assert.InRange(result.RootElement.GetProperty("noise").GetDouble(), 3, 20);
        Assert.InRange(KernelFile.Load(_folder.File("out-kernel.png")).Sum, 0.999, 1.001);
    }

    [Fact]
    public async Task Diagnose_ShakenPhotograph_SaysSoAndProposesToFindTheKernel()
    {
        var run = (await CommandRun.OfAsync("diagnose", Shaken(), "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        var blur = result.RootElement.GetProperty("blur");
        Assert.Equal("shake", blur.GetProperty("family").GetString());
        Assert.InRange(blur.GetProperty("width").GetDouble(), 5, 25);
        Assert.EndsWith("--task deblur --blur auto", result.RootElement.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_SharpPhotograph_IsWrittenUnchangedAndSaysWhy()
    {
        var sharp = RepositoryPaths.Sample("cat.png");

        var run = (await CommandRun.OfAsync("restore", sharp, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "auto", "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(JsonValueKind.Null, result.RootElement.GetProperty("kernelFile").ValueKind);
        Assert.Contains("no blur was found", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            ImageReader.Load(sharp, ImageLimits.DefaultMaxPixels).Pixels.Data,
            ImageReader.Load(_folder.File("out.png"), ImageLimits.DefaultMaxPixels).Pixels.Data);
        Assert.False(File.Exists(_folder.File("out-kernel.png")));
    }

    [Theory]
    [InlineData("degrade", "deblur", "for restore")]
    [InlineData("restore", "sr --scale 2", "goes with --task deblur")]
    public async Task BlurAuto_WhereThereIsNothingToFind_IsRefused(string command, string task, string expected)
    {
        var run = await CommandRun.OfAsync(
            [command, RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"), "--blur", "auto", "--task", .. task.Split(' ')]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private string Shaken()
    {
        var photo = ImageReader.Load(RepositoryPaths.Sample("astronaut.png"), ImageLimits.DefaultMaxPixels);
        var blurred = new Deblurring(BlurKernel.Motion(15, 0.5, 3)).Degrade(photo.Pixels, 1, 1);
        return photo.WithPixels(blurred.Crop(8, 8, 240, 240)).SaveTo(_folder.File("shaken.png"));
    }
}
