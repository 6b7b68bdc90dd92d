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
        string shaken = Shaken();

        var run = (await CommandRun.OfAsync(
            "restore", shaken, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "auto", "--steps", "2", "--force", "--json", "--quiet"))
                .ShouldSucceed();

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
        string sharp = RepositoryPaths.Sample("cat.png");

        var run = (await CommandRun.OfAsync("restore", sharp, "-o", _folder.File("out.png"), "--task", "deblur", "--blur", "auto", "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(JsonValueKind.Null, result.RootElement.GetProperty("kernelFile").ValueKind);
        Assert.Contains("no blur was found", run.Error, StringComparison.Ordinal);
        Assert.Equal(Pictures.Pixels(sharp).Data, Pictures.Pixels(_folder.File("out.png")).Data);
        Assert.False(File.Exists(_folder.File("out-kernel.png")));
    }

    [Fact]
    public async Task Restore_PictureSoftBeforeItsReduction_WritesTheGaussianThatItFound()
    {
        FastDevice.Require();
        string small = Reduced(BlurKernel.GaussianOfBlock(2, 2.2));

        var run = (await CommandRun.OfAsync(
            "restore", small, "-o", _folder.File("out.png"), "--task", "sr", "--scale", "2", "--blur", "auto", "--steps", "2", "--force", "--json"))
                .ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("out-kernel.png"), result.RootElement.GetProperty("kernelFile").GetString());
        Assert.InRange(result.RootElement.GetProperty("blurConfidence").GetDouble(), 0.5, 1);
        var kernel = KernelFile.Load(_folder.File("out-kernel.png"));
        Assert.InRange(kernel.Values.ToArray().Max(), 0.028f, 0.038f);
    }

    [Fact]
    public async Task Restore_PictureReducedByBicubicInterpolation_IsEnlargedAsOneAndSaysSo()
    {
        FastDevice.Require();
        string small = Reduced(null);
        string[] enlarge = ["restore", small, "--task", "sr", "--scale", "2", "--steps", "2", "--force"];

        var run = (await CommandRun.OfAsync([.. enlarge, "-o", _folder.File("out.png"), "--blur", "auto"])).ShouldSucceed();
        (await CommandRun.OfAsync([.. enlarge, "-o", _folder.File("plain.png")])).ShouldSucceed();

        Assert.Contains("no blur before the reduction was found", run.Error, StringComparison.Ordinal);
        Assert.Equal(Pictures.Pixels(_folder.File("plain.png")).Data, Pictures.Pixels(_folder.File("out.png")).Data);
    }

    [Fact]
    public async Task Degrade_BlurAuto_IsRefused()
    {
        var run = await CommandRun.OfAsync("degrade", RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"), "--blur", "auto", "--task", "deblur");

        run.ShouldFail(ExitCode.Usage, "for restore");
    }

    private string Reduced(BlurKernel? kernel)
    {
        var photo = ImageReader.Load(RepositoryPaths.Sample("astronaut.png"), ImageLimits.DefaultMaxPixels);
        return photo.WithPixels(new SuperResolution(2, kernel, BoundaryHandling.Reflect).Degrade(photo.Pixels, 1, 1)).SaveTo(_folder.File("small.png"));
    }

    private string Shaken()
    {
        var photo = ImageReader.Load(RepositoryPaths.Sample("astronaut.png"), ImageLimits.DefaultMaxPixels);
        var blurred = new Deblurring(BlurKernel.Motion(15, 0.5, 3)).Degrade(photo.Pixels, 1, 1);
        return photo.WithPixels(blurred.Crop(8, 8, 240, 240)).SaveTo(_folder.File("shaken.png"));
    }
}
