using DiffPir.Kernels;
using DiffPir.Models;
using DiffPir.Network;
using DiffPir.Sampler;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp.Tests;

/// <summary>The examples of docs/library.md, each the body of a method.</summary>
internal static class LibraryExamples
{
    public static async Task OneLine(string path, string output)
    {
        using var noisy = await Image.LoadAsync<Rgb24>(path);
        using var restored = await noisy.DenoiseAsync();
        await restored.SaveAsPngAsync(output);
    }

    public static async Task<(int Sharp, int Large, int Whole)> OtherLines(Image<Rgb24> image, Image<L8> mask)
    {
        using var sharp = await image.DeblurAsync(BlurKernel.Gaussian(size: 15, standardDeviation: 2)); // a known blur
        using var large = await image.EnlargeAsync(2);                                                   // up to 16
        using var whole = await image.InpaintAsync(mask.ToPixelMask());                                  // white is known

        return (sharp.Width, large.Width, whole.Width);
    }

    public static async Task<Size> UnknownBlur(Image<Rgb24> shaken)
    {
        using var steady = await shaken.DeblurAsync();

        return steady.Size();
    }

    public static async Task ManyPictures(Image<Rgb24>[] pictures, Func<Image<Rgb24>, Task> SaveAsync)
    {
        using var restorer = new PictureRestorer(new RestorerOptions { Device = "auto", Model = BuiltinModels.Small });
        foreach (var picture in pictures)
        {
            using var restored = await picture.DenoiseAsync(restorer: restorer);
            await SaveAsync(restored);
        }
    }

    public static async Task<Size> Settings(Image<Rgb24> image, BlurKernel kernel, PictureRestorer restorer)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var progress = new Progress<SamplerProgress>(step => Console.WriteLine($"{step.Step} of {step.StepCount}"));
        var settings = new RestorationSettings
        {
            Noise = 12.75,                                                // grey levels, 0 to 255
            Seed = 1,
            Configure = (degradation, noise) => DiffPirOptions.Default(degradation, noise) with { Steps = 10 },
            Rendition = new Rendition(Strength: 0.9, Grain: 1),
        };
        using var restored = await image.DeblurAsync(kernel, settings, restorer, progress, stop.Token);

        return restored.Size();
    }

    public static async Task<double> HowItCameToBe(Image<Rgb24> image, PictureRestorer restorer)
    {
        using var restored = await restorer.RestoreAsync(image, new Denoising());
        Console.WriteLine($"noise {restored.Job.Noise}, left over {restored.Result.Residual:0.0}, by {restored.Job.Options.Method}");

        return restored.Result.Residual;
    }

    public static async Task<byte[]> OtherLibraries(byte[] rgb, int height, int width)
    {
        using var device = ComputeDevice.Open();
        using var engine = new RestorationEngine(device, _ => DenoiserLoader.Load(device, BuiltinModels.Paths[BuiltinModels.Small]));
        var (picture, alpha) = PixelLevels.EightBits.Unpack(rgb, height, width, bands: 3, hasAlpha: false);
        var job = new RestorationJob { Degradation = new Denoising(), Noise = AssumedNoise.ToRemove(picture, jpeg: null).Level };
        var result = await engine.RestoreAsync(job, picture);
        byte[] restored = PixelLevels.EightBits.Pack(result.Image, alpha);

        return restored;
    }
}
