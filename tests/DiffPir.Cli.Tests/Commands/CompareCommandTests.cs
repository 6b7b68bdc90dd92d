using System.Text.Json;
using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Comparison_prints_the_metrics_of_the_library()
    {
        var a = Pictures.Gradient(3, 20, 24);
        float[] data = (float[])a.Pixels.Data.Clone();
        data[0] = data[0] > 0.5f ? 0 : 1;
        var b = a.WithPixels(new PlanarImage(3, 20, 24, data));

        var run = (await CommandRun.OfAsync("compare", a.SaveTo(_folder.File("a.png")), b.SaveTo(_folder.File("b.png")), "--json")).ShouldSucceed();

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(ImageMetrics.PsnrRounded(a.Pixels, b.Pixels), json.RootElement.GetProperty("psnr").GetDouble(), 1e-9);
        Assert.Equal(ImageMetrics.PsnrLuma(a.Pixels, b.Pixels), json.RootElement.GetProperty("psnr_y").GetDouble(), 1e-9);
        Assert.Equal(ImageMetrics.Ssim(a.Pixels, b.Pixels), json.RootElement.GetProperty("ssim").GetDouble(), 1e-9);

        // The pixel that differs lies in the border.
        var inner = (await CommandRun.OfAsync("compare", _folder.File("a.png"), _folder.File("b.png"), "--border", "2", "--json")).ShouldSucceed();
        Assert.Contains("\"psnr\":null", inner.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_cannot_be_compared_are_refused()
    {
        string a = Pictures.Gradient(3, 20, 24).SaveTo(_folder.File("a.png"));
        string b = Pictures.Gradient(3, 20, 25).SaveTo(_folder.File("b.png"));

        (await CommandRun.OfAsync("compare", a, b)).ShouldFail(ExitCode.Usage, "24 x 20", "25 x 20");
        (await CommandRun.OfAsync("compare", a, a, "--border", "10")).ShouldFail(ExitCode.Usage, "--border is 10");
        (await CommandRun.OfAsync("compare", a, _folder.File("none.png"))).ShouldFail(ExitCode.UnreadableInput, "none.png");
    }
}
