using System.Diagnostics;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;
using DiffPir.Testing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp.Tests;

/// <summary>With the same settings, and with none, the library and the command line give the same picture bit for bit.</summary>
public sealed class SameAsCommandLineTests(FastRestorer fast) : IClassFixture<FastRestorer>, IDisposable
{
    private const string KernelText = "1 2 1\n2 4 2\n1 2 1\n";

    private static readonly BlurKernel Kernel = BlurKernel.FromValues(3, 3, [1, 2, 1, 2, 4, 2, 1, 2, 1], normalize: true);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Denoise_WithDefaults_IsTheSame() => await AssertSameAsync<Rgb24>(
        TestPictures.Degraded<Rgb24>(new Denoising(), 20), static (image, on) => image.DenoiseAsync(restorer: on), "--task", "denoise");

    [Fact]
    public async Task Denoise_OfGreySixteenBits_IsTheSame() => await AssertSameAsync<L16>(
        TestPictures.Degraded<L16>(new Denoising(), 20), static (image, on) => image.DenoiseAsync(restorer: on), "--task", "denoise");

    [Fact]
    public async Task Denoise_WithTextureAndGrain_IsTheSame() => await AssertSameAsync<Rgb24>(
        TestPictures.Degraded<Rgb24>(new Denoising(), 20),
        static (image, on) => image.DenoiseAsync(new() { Noise = 22, Texture = true, Seed = 7, Rendition = new(Strength: 0.8, Grain: 2) }, on),
        "--task", "denoise", "--noise", "22", "--texture", "--seed", "7", "--strength", "0.8", "--grain", "2");

    [Fact]
    public async Task Deblur_WithDefaults_IsTheSame()
    {
        string kernel = _folder.File("kernel.txt");
        await File.WriteAllTextAsync(kernel, KernelText, TestContext.Current.CancellationToken);
        await AssertSameAsync<Rgb24>(
            TestPictures.Degraded<Rgb24>(new Deblurring(Kernel, BoundaryHandling.Reflect), 3),
            static (image, on) => image.DeblurAsync(Kernel, restorer: on), "--task", "deblur", "--kernel", kernel);
    }

    [Fact]
    public async Task Enlarge_WithAlpha_IsTheSame() => await AssertSameAsync<Rgba32>(
        Translucent(TestPictures.Degraded<Rgba32>(new SuperResolution(2), 2)), static (image, on) =>
            image.EnlargeAsync(2, restorer: on), "--task", "sr", "--scale", "2");

    [Fact]
    public async Task Inpaint_WithDefaults_IsTheSame()
    {
        var (mask, file) = (TestPictures.Mask(), _folder.File("mask.png"));
        await mask.SaveAsync(file, TestContext.Current.CancellationToken);
        await AssertSameAsync<Rgb24>(
            TestPictures.Photograph<Rgb24>(), (image, on) => image.InpaintAsync(mask.ToPixelMask(), restorer: on), "--task", "inpaint", "--mask", file);
    }

    [Fact]
    public async Task UndoJpeg_WithDefaults_IsTheSame()
    {
        var compression = new JpegCompression(new JpegCoding(JpegTables.Standard(75)) { RowStep = 2, ColumnStep = 2 });
        await AssertSameAsync<Rgb24>(
            TestPictures.Degraded<Rgb24>(compression, 0),
            async (image, on) => (await on.RestoreAsync(image, compression, cancellation: TestContext.Current.CancellationToken)).Image, "--task", "jpeg");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static Image<Rgba32> Translucent(Image<Rgba32> image)
    {
        image.ProcessPixelRows(static rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                foreach (ref var pixel in rows.GetRowSpan(y))
                {
                    pixel.A = (byte)(y * 10);
                }
            }
        });
        return image;
    }

    private async Task AssertSameAsync<TPixel>(Image<TPixel> picture, Func<Image<TPixel>, PictureRestorer, Task<Image<TPixel>>> restore,
        params string[] options)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var restorer = fast.Require();
        string input = _folder.File("in.png"), output = _folder.File("out.png");
        await picture.SaveAsync(input, TestContext.Current.CancellationToken);
        await RunAsync(["restore", input, "-o", output, "--model", "builtin-small", "--quiet", .. options]);

        using var read = await Image.LoadAsync<TPixel>(input, TestContext.Current.CancellationToken);
        using var restored = await restore(read, restorer);

        using var expected = await Image.LoadAsync<TPixel>(output, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Size(), restored.Size());
        Assert.NotEqual(read.Pixels(), restored.Pixels());
        Assert.Equal(expected.Pixels(), restored.Pixels());
        picture.Dispose();
    }

    /// <summary>Runs the command line without what was tuned on this machine, which libraries do not read.</summary>
    private async Task RunAsync(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "diffpir.dll"), .. args]);
        start.Environment["DIFFPIR_CACHE"] = _folder.Path;
        var run = await ToolRun.OfAsync(start);
        Assert.True(run.Code == 0, run.Messages);
    }
}
