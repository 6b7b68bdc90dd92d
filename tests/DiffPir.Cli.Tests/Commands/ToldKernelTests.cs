using System.Text.Json;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>The noise that is assumed with a kernel that somebody told.</summary>
public sealed class ToldKernelTests : IDisposable
{
    private static readonly BlurKernel Path = BlurKernel.Motion(15, 0.5, 3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "0.3", "read off the picture")]
    [InlineData(true, "1.5", "more than there is, because the picture does not quite fit its kernel")]
    public async Task Restore_NoiseLeftOut_AssumesMoreThanThereIsWithARoughKernel(bool isRough, string noise, string source)
    {
        FastDevice.Require();

        var run = (await RestoreAsync(isRough ? Rough() : Path)).ShouldSucceed();

        string told = run.Output + run.Error;
        Assert.Contains($"noise: {noise} grey levels, {source}", told, StringComparison.Ordinal);
        Assert.Contains($"deblur, noise {noise},", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_NoiseTold_IsBelieved()
    {
        FastDevice.Require();

        var run = (await RestoreAsync(Path, "--noise", "0.4", "--json")).ShouldSucceed();

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(0.4, result.RootElement.GetProperty("noise").GetDouble());
    }

    private Task<CommandRun> RestoreAsync(BlurKernel kernel, params string[] more)
    {
        var photo = ImageReader.Load(RepositoryPaths.Sample("astronaut.png"), ImageLimits.DefaultMaxPixels);
        var blurred = new Deblurring(Path).Degrade(photo.Pixels, 0, 1).Crop(8, 8, 240, 240);
        string file = _folder.File("kernel.txt");
        KernelFile.Save(file, kernel);
        return CommandRun.OfAsync(
            ["restore", photo.WithPixels(blurred).SaveTo(_folder.File("blurred.png")), "-o", _folder.File("out.png"), "--task", "deblur", "--kernel", file,
                "--steps", "2", "--force", .. more]);
    }

    /// <summary>With errors of white noise: what measuring it left.</summary>
    private static BlurKernel Rough()
    {
        var errors = new Denoising().Degrade(new PlanarImage(1, Path.Height, Path.Width), 255 * 0.15 / Path.Width, 7);
        return BlurKernel.FromValues(Path.Height, Path.Width, [.. errors.Data.Select(static (error, i) => Math.Max(0, Path.Values[i] + error))],
            normalize: true);
    }
}
