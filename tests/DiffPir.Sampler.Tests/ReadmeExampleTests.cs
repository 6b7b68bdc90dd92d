using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Sampler.Tests;

/// <summary>The C# example of the README, compiled and run.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public void Sharpen_ABlurredPicture_BringsItCloserToTheTruth()
    {
        Assert.SkipWhen(DeviceCatalog.Select("auto").Kind == DeviceKind.Cpu, "the only device takes minutes for it");
        PlanarImage clean = TestImages.Waves(3, 72, 80);
        PlanarImage blurred = new Deblurring(BlurKernel.Gaussian(15, 2)).Degrade(clean, 5, seed: 1);

        PlanarImage sharp = Sharpen(blurred.Data, blurred.Height, blurred.Width, RepositoryPaths.Model("diffpir-photo-32.safetensors"));

        // Without the edges: they were blurred with their opposite edges, which the example does not know.
        double psnr(PlanarImage picture) => ImageMetrics.Psnr(picture.Crop(12, 12, 48, 56), clean.Crop(12, 12, 48, 56));
        Assert.True(psnr(sharp) > psnr(blurred) + 1, $"{psnr(blurred):F2} dB became {psnr(sharp):F2} dB");
    }

    [Fact]
    public void Sharpen_IsTheExampleOfTheReadme()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md"));
        string example = readme.Split("```csharp\n")[1].Split("```")[0];
        string[] test = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "tests", "DiffPir.Sampler.Tests", "ReadmeExampleTests.cs"));
        string indented = string.Join('\n', example.TrimEnd().Split('\n').Select(line => $"    {line}"));

        Assert.EndsWith(indented.Replace("    static", "    private static", StringComparison.Ordinal) + "\n}", string.Join('\n', test), StringComparison.Ordinal);
    }

    private static PlanarImage Sharpen(float[] pixels, int height, int width, string model)
    {
        using var device = ComputeDevice.Open();                                    // or "cuda", "opencl:1", ...
        using var engine = new RestorationEngine(device, _ => DenoiserLoader.Load(device, model));
        var blurred = new PlanarImage(3, height, width, pixels);                    // red, green and blue plane, on [0, 1]
        var job = new RestorationJob
        {
            Degradation = new Deblurring(BlurKernel.Gaussian(size: 15, standardDeviation: 2)),
            Noise = 5,
            Options = new DiffPirOptions { Steps = 20 },
            Tile = 640,
        };
        return engine.Restore(job, blurred).Image;
    }
}
