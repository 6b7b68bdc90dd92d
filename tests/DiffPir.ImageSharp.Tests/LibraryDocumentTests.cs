using System.Text.RegularExpressions;
using DiffPir.Sampler;
using DiffPir.Testing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp.Tests;

/// <summary>The examples of docs/library.md and README are those of <see cref="LibraryExamples"/>, which the compiler has read, and they run.</summary>
public sealed partial class LibraryDocumentTests(FastRestorer fast) : IClassFixture<FastRestorer>
{
    [Theory]
    [InlineData("docs/library.md")]
    [InlineData("README.md")]
    public void EveryExample_IsCompiled(string document)
    {
        string compiled = Squeezed(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests", "DiffPir.ImageSharp.Tests", $"{nameof(LibraryExamples)}.cs")));
        string[] examples = ExamplesOf(document);

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(Squeezed(example), compiled, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryCompiledExample_IsInTheDocument() =>
        Assert.Equal(typeof(LibraryExamples).GetMethods().Count(static method => method.IsStatic), ExamplesOf("docs/library.md").Length);

    [Fact]
    public async Task OneLine_RemovesNoise()
    {
        TestDevices.RequireFast();
        using var folder = new TemporaryFolder();
        using var noisy = TestPictures.Degraded<Rgb24>(new Denoising(), 30);
        await noisy.SaveAsPngAsync(folder.File("noisy.png"), TestContext.Current.CancellationToken);

        await LibraryExamples.OneLine(folder.File("noisy.png"), folder.File("restored.png"));

        using var restored = await Image.LoadAsync<Rgb24>(folder.File("restored.png"), TestContext.Current.CancellationToken);
        using var truth = TestPictures.Photograph<Rgb24>();
        Assert.True(Psnr(restored, truth) > Psnr(noisy, truth) + 3, $"{Psnr(noisy, truth):F2} dB became {Psnr(restored, truth):F2} dB");
    }

    [Fact]
    public async Task OtherExamples_Run()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Degraded<Rgb24>(new Denoising(), 5);
        using var mask = TestPictures.Mask();
        var saved = new List<Size>();

        Assert.Equal((64, 128, 64), await LibraryExamples.OtherLines(picture, mask));
        Assert.Equal(picture.Size(), await LibraryExamples.Settings(picture, BlurKernel.Gaussian(5, 1), restorer));
        Assert.InRange(await LibraryExamples.HowItCameToBe(picture, restorer), 1, 10);
        await LibraryExamples.ManyPictures([picture, picture], image =>
        {
            saved.Add(image.Size());
            return Task.CompletedTask;
        });
        Assert.Equal([picture.Size(), picture.Size()], saved);
    }

    [Fact]
    public async Task UnknownBlur_IsFoundAndRemoved()
    {
        TestDevices.RequireFast();
        using var sharp = Image.Load<Rgb24>(RepositoryPaths.Sample("astronaut.png"));
        var layout = PixelLayout.Of<Rgb24>();
        var degraded = new Deblurring(BlurShapes.Disk(3), BoundaryHandling.Reflect).Degrade(layout.Read(sharp).Colour, 1, seed: 1);
        using var blurred = layout.Write<Rgb24>(Configuration.Default, degraded, null);

        Assert.Equal(blurred.Size(), await LibraryExamples.UnknownBlur(blurred));
    }

    [Fact]
    public async Task OtherLibraries_GetThePictureOfTheBridge()
    {
        var restorer = fast.Require();
        using var noisy = TestPictures.Degraded<Rgb24>(new Denoising(), 20);
        using var expected = await noisy.DenoiseAsync(restorer: restorer, cancellation: TestContext.Current.CancellationToken);
        byte[] bytes = [.. noisy.Pixels().SelectMany(static pixel => (byte[])[pixel.R, pixel.G, pixel.B])];

        byte[] restored = await LibraryExamples.OtherLibraries(bytes, noisy.Height, noisy.Width);

        Assert.Equal(expected.Pixels().SelectMany(static pixel => (byte[])[pixel.R, pixel.G, pixel.B]), restored);
    }

    private static string[] ExamplesOf(string document) =>
        [.. Example().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, document))).Select(static match => match.Groups[1].Value)];

    private static double Psnr(Image<Rgb24> image, Image<Rgb24> truth) =>
        ImageMetrics.Psnr(PixelLayout.Of<Rgb24>().Read(image).Colour, PixelLayout.Of<Rgb24>().Read(truth).Colour);

    private static string Squeezed(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
