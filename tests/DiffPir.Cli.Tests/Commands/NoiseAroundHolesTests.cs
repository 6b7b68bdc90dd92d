using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>What hides a part of a picture has no say in its noise.</summary>
public sealed class NoiseAroundHolesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NoiseAroundHolesTests() => FastDevice.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_too_little_is_known_in_one_piece_it_is_that_and_not_the_size_that_is_told()
    {
        const int side = 64;
        Photograph.Of(new PlanarImage(3, side, side, [.. Enumerable.Repeat(0.5f, 3 * side * side)])).SaveTo(_folder.File("in.png"));
        MaskFile.Save(_folder.File("mask.png"), new PixelMask(side, side, [.. Enumerable.Range(0, side * side).Select(static i => i % 5 > 0)]));

        var run = await CommandRun.OfAsync(
            "restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--task", "denoise", "--mask", _folder.File("mask.png"));

        run.ShouldFail(ExitCode.Usage, "known in one piece");
        Assert.DoesNotContain("64 x 64", run.Error);
    }

    [Fact]
    public async Task The_noise_of_what_is_known_is_read_where_that_is_asked_for()
    {
        const int side = 64;
        var noisy = new Denoising().Degrade(new PlanarImage(3, side, side, [.. Enumerable.Repeat(0.5f, 3 * side * side)]), 10, 1);
        var mask = PixelMask.Box(side, side, 24, 24, 1);
        for (int i = 0; i < noisy.Data.Length; i++)
        {
            noisy.Data[i] = mask.Known[i % (side * side)] ? noisy.Data[i] : 0.8f;
        }

        Photograph.Of(noisy).SaveTo(_folder.File("in.png"));
        MaskFile.Save(_folder.File("mask.png"), mask);
        Assert.Equal(0, await NoiseOfAsync([]));
        Assert.InRange(await NoiseOfAsync(["--noise", "auto"]), 8, 12);

        async Task<double> NoiseOfAsync(string[] noise)
        {
            var run = await CommandRun.OfAsync(
            [
                "restore", _folder.File("in.png"), "-o", _folder.File("out.png"), "--overwrite", "--task", "inpaint", "--mask", _folder.File("mask.png"),
                "--model", "builtin-small", "--json", .. noise,
            ]);
            run.ShouldSucceed();
            return JsonDocument.Parse(run.Output).RootElement.GetProperty("noise").GetDouble();
        }
    }
}
