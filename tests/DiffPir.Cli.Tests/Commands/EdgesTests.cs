using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

/// <summary>Photographs whose edges were once restored for something else than they are (tests/fixtures/edges).</summary>
public sealed class EdgesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A margin of half a kernel around which the transform wraps gave 15.9 dB; the blurred picture has 21.7.</summary>
    [Fact]
    public async Task Mirrored_edges_are_restored_as_well_as_unknown_ones()
    {
        FastDevice.Require();
        double reflect = await RestoreAsync("blurred.png", "deblur", "--noise", "2", "--boundary", "reflect");
        double unknown = await RestoreAsync("blurred.png", "deblur", "--noise", "2");

        Assert.True(reflect > 27.5 && reflect > unknown - 0.1, $"reflect {reflect:0.00} dB, unknown {unknown:0.00} dB");
    }

    /// <summary>Mirrored edges, once the default for every reduction, gave 19.5 dB; bicubic enlargement has 21.5.</summary>
    [Fact]
    public async Task Reduction_by_a_kernel_takes_edges_for_unknown()
    {
        FastDevice.Require();
        double psnr = await RestoreAsync("small.png", "sr", "--scale", "2", "--noise", "1");

        Assert.True(psnr > 27.7, $"{psnr:0.00} dB");
    }

    private async Task<double> RestoreAsync(string input, string task, params string[] options)
    {
        static string Fixture(string name) => RepositoryPaths.Fixture(Path.Combine("edges", name));
        string output = _folder.File($"{task}{options.Length}.png");
        (await CommandRun.OfAsync(
            ["restore", Fixture(input), "-o", output, "--task", task, "--kernel", Fixture("disk.txt"), "--quiet", .. options])).ShouldSucceed();
        return ImageMetrics.Psnr(Pictures.Pixels(output), Pictures.Pixels(Fixture("truth.png")));
    }
}
