using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class RenditionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Samples_WriteSinglePicturesTheirMeanAndADoubtMap()
    {
        FastDevice.Require();

        var run = await Restore("--samples", "3", "--steps", "2", "--json");

        using var result = JsonDocument.Parse(run.Output);
        string[] files = result.RootElement.GetProperty("sampleFiles").EnumerateArray().Select(static f => f.GetString()!).ToArray();
        var samples = files.Select(Pictures.Pixels).ToArray();
        var mean = Pictures.Pixels(_folder.File("out.png"));
        var doubt = Pictures.Pixels(result.RootElement.GetProperty("doubtFile").GetString()!);
        Assert.Equal(3, samples.Length);
        Assert.Equal(samples.Average(static s => s.Data[1000]), mean.Data[1000], 2f / 255);
        Assert.Equal((1, 64, 64), (doubt.Channels, doubt.Height, doubt.Width));
        Assert.True(doubt.Data.Max() > 0);

        // The picture is one tile.
        Assert.Equal(
            result.RootElement.GetProperty("residualRatio").GetDouble(),
            result.RootElement.GetProperty("residualWorst").GetProperty("ratio").GetDouble(), 0.0011);
    }

    [Fact]
    public async Task Strength_OfNothing_LeavesThePictureAsItWas()
    {
        FastDevice.Require();

        await Restore("--strength", "0");

        Assert.Equal(Pictures.Pixels(_folder.File("noisy.png")).Data, Pictures.Pixels(_folder.File("out.png")).Data);
    }

    [Fact]
    public async Task Grain_IsTheSameInAllColoursAndAsStrongAsAskedFor()
    {
        FastDevice.Require();
        await Restore();
        var smooth = Pictures.Pixels(_folder.File("out.png"));

        await Restore("--grain", "6");

        var grainy = Pictures.Pixels(_folder.File("out.png"));
        double[] grain = [.. grainy.Data.Zip(smooth.Data, static (a, b) => 255.0 * (a - b))];
        Assert.InRange(Math.Sqrt(grain.Average(static g => g * g)), 5, 7);
        Assert.Equal(grain[2000], grain[2000 + (64 * 64)], 1.1);
    }

    [Fact]
    public async Task Strength_WithAnEnlargement_IsRefused()
    {
        var run = await CommandRun.OfAsync(
            "restore", RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"), "--task", "sr", "--scale", "2", "--strength", "0.5");

        run.ShouldFail(ExitCode.Usage, "--strength goes with");
    }

    [Fact]
    public async Task Samples_OfAMethodThatDoesNotSample_AreRefused()
    {
        var run = await CommandRun.OfAsync(
            "restore", RepositoryPaths.Sample("cat.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--method", "mean", "--samples", "2");

        run.ShouldFail(ExitCode.Usage, "--samples");
    }

    private async Task<CommandRun> Restore(params string[] options)
    {
        var cat = ImageReader.Load(RepositoryPaths.Sample("cat.png"), ImageLimits.DefaultMaxPixels);
        string noisy = cat.WithPixels(new Denoising().Degrade(cat.Pixels, 15, 1).Crop(64, 64, 64, 64)).SaveTo(_folder.File("noisy.png"));
        return (await CommandRun.OfAsync(
            ["restore", "--overwrite", noisy, "-o", _folder.File("out.png"), "--task", "denoise", "--noise", "15", "--quiet", .. options])).ShouldSucceed();
    }
}
