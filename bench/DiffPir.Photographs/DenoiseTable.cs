using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Photographs;

/// <summary>The verb <c>denoise</c>: the mean in one or more evaluations beside sampling, with the noise told and with the noise estimated.</summary>
internal static class DenoiseTable
{
    private static readonly double[] Levels = [10, 25, 50];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var every = arguments.Number("--every", 1, 1);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open();

        Console.WriteLine($"{photographs.Count} photographs, noise clipped and rounded to 8 bits; PSNR in dB / SSIM; {engine.DeviceName}");
        Console.WriteLine($"{"",-44}{string.Concat(Levels.Select(static l => $"{l,18}"))}");
        Print("noisy", static (_, noisy, _) => noisy);
        Print("one evaluation", Mean(1));
        Print("clipped values as bounds, 2 evaluations", Mean(2));
        Print("the same, 3 evaluations", Mean(3));
        Print("2 evaluations, noise estimated", (_, noisy, _) => Restore(noisy, NoiseEstimator.Estimate(noisy).LevelToAssume(null), new PosteriorMeanOptions()));
        Print("sampling in 20 evaluations", (_, noisy, level) => Restore(noisy, level, DiffPirOptions.Default(new Denoising(), level)));

        Func<PlanarImage, PlanarImage, double, PlanarImage> Mean(int steps) =>
            (_, noisy, level) => Restore(noisy, level, new PosteriorMeanOptions { Steps = steps });

        PlanarImage Restore(PlanarImage noisy, double level, MethodOptions options) =>
            engine.Restore(new RestorationJob { Degradation = new Denoising(), Noise = level, Options = options }, noisy);

        void Print(string what, Func<PlanarImage, PlanarImage, double, PlanarImage> restore)
        {
            var clock = Stopwatch.StartNew();
            var cells = Levels.Select(level =>
            {
                var results = photographs.Select((photograph, i) =>
                {
                    var result = restore(photograph.Image, Spoiling.WithNoise(photograph.Image, level, (ulong)i), level);
                    return (Psnr: ImageMetrics.Psnr(result, photograph.Image), Ssim: ImageMetrics.Ssim(result, photograph.Image));
                }).ToArray();
                return $"{results.Average(static r => r.Psnr),10:0.00} / {results.Average(static r => r.Ssim):0.000}";
            }).ToArray();
            Console.WriteLine($"{what,-44}{string.Concat(cells)}   {clock.Elapsed.TotalSeconds / (Levels.Length * photographs.Count):0.00} s each");
        }
    }
}
