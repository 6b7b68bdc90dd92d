using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using DiffPir.Testing;
using NetVips;

namespace DiffPir.Cli.Tests.Commands;

public sealed class JpegCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restore_OfACompressedPhotograph_ComesNearerToWhatItWas()
    {
        FastDevice.Require();
        var (file, truth) = Compressed(30, 96);

        var run = (await CommandRun.OfAsync("restore", file, "-o", _folder.File("out.png"), "--task", "jpeg", "--model", "builtin-small", "--quiet"))
            .ShouldSucceed();

        double before = ImageMetrics.Psnr(Pictures.Pixels(file), truth), after = ImageMetrics.Psnr(Pictures.Pixels(_folder.File("out.png")), truth);
        Assert.True(after > before + 0.2, $"{before} dB before, {after} dB after");
        Assert.Contains("JPEG compression of quality 30", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnose_OfAStronglyCompressedPhotograph_ProposesToUndoThat()
    {
        var run = (await CommandRun.OfAsync("diagnose", Compressed(30, 256).File)).ShouldSucceed();

        Assert.Contains("--task jpeg", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CMYK")]
    [InlineData("RGB")]
    public async Task Diagnose_OfAFileWhoseColoursAreNotYCbCr_ProposesWhatRestoreDoes(string colours)
    {
        string file = colours == "RGB" ? CodedAsRgb(Compressed(30, 256).File) : CodedAsInk(30, 256);

        var run = (await CommandRun.OfAsync("diagnose", file)).ShouldSucceed();

        Assert.Contains("--task denoise --noise ", run.Output, StringComparison.Ordinal);
        (await CommandRun.OfAsync("restore", file, "-o", _folder.File("out.png"), "--task", "jpeg")).ShouldFail(ExitCode.Usage, "do not lie on the steps");
    }

    [Fact]
    public async Task Restore_OfAPictureThatWasNoJpeg_SaysWhatToDo()
    {
        var run = await CommandRun.OfAsync("restore", RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"), "--task", "jpeg");

        run.ShouldFail(ExitCode.Usage, "--task denoise");
    }

    [Theory]
    [InlineData("degrade")]
    [InlineData("evaluate")]
    public async Task CommandsThatDegrade_WithTheTaskJpeg_AreRefused(string command)
    {
        string[] output = command == "degrade" ? ["-o", _folder.File("out.png")] : ["--report", _folder.File("report")];

        var run = await CommandRun.OfAsync([command, RepositoryPaths.Sample("cat.png"), "--task", "jpeg", .. output]);

        run.ShouldFail(ExitCode.Usage, "--task jpeg is for restore");
    }

    /// <summary>The file with the mark that its components are red, green and blue.</summary>
    private static string CodedAsRgb(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal(-1, file.AsSpan().IndexOf("JFIF"u8)); // by which they are not, whatever follows
        File.WriteAllBytes(path, [.. file[..2], 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0, .. file[2..]]);
        return path;
    }

    private string CodedAsInk(int quality, int side)
    {
        using var whole = Image.NewFromFile(RepositoryPaths.Sample("cat.png"));
        using var part = whole.Crop(0, 0, side, side);
        using var inverted = part.Invert();
        using var black = Image.Black(side, side);
        using var four = inverted.Bandjoin(black);
        using var ink = four.Copy(interpretation: Enums.Interpretation.Cmyk);
        string file = _folder.File("ink.jpg");
        File.WriteAllBytes(file, ink.JpegsaveBuffer(q: quality));
        return file;
    }

    private (string File, PlanarImage Truth) Compressed(int quality, int side)
    {
        var truth = Pictures.Pixels(RepositoryPaths.Sample("cat.png")).Crop(0, 0, side, side);
        using var whole = Image.NewFromFile(RepositoryPaths.Sample("cat.png"));
        using var part = whole.Crop(0, 0, side, side);
        string file = _folder.File("photo.jpg");
        File.WriteAllBytes(file, part.JpegsaveBuffer(q: quality));
        return (file, truth);
    }
}
