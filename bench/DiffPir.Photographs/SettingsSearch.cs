using System.Diagnostics;
using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Kernels;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>search</c>: the settings of DiffPIR that suit a prior. For each task, the weight of the prior, the strength and the share of
/// fresh noise are varied in turn, each from the best found so far, beginning with the defaults.
/// </summary>
internal static class SettingsSearch
{
    private const double Noise = 12.75;
    private static readonly double[] Lambdas = [0.5, 1, 2, 4, 8, 16];
    private static readonly double[] Taus = [0.4, 0.6, 0.8, 1];
    private static readonly double[] Zetas = [0.6, 0.8, 1];

    private static readonly (string Name, double Noise, Func<PlanarImage, ulong, Degradation> Make)[] Tasks =
    [
        ("Gaussian deblurring", Noise, static (_, _) => Gaussian),
        ("motion deblurring", Noise, static (_, seed) => Motion(seed)),
        ("super-resolution x4", Noise, static (_, _) => new SuperResolution(4)),
        ("Gaussian deblurring", 0, static (_, _) => Gaussian),
        ("motion deblurring", 0, static (_, seed) => Motion(seed)),
        ("super-resolution x4", 0, static (_, _) => new SuperResolution(4)),
        ("inpainting, half missing", 0, static (image, seed) => new Inpainting(PixelMask.Random(image.Height, image.Width, 0.5, seed))),
        ("inpainting, a box", 0, static (image, seed) => new Inpainting(PixelMask.Box(image.Height, image.Width, image.Height / 2, image.Width / 2, seed))),
    ];

    private static Deblurring Gaussian => new Deblurring(BlurKernel.Gaussian(61, 3), BoundaryHandling.Periodic);

    /// <summary>Searches and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var every = arguments.Number("--every", 1, 1);
        var steps = arguments.Number("--steps", 20, 1);
        var samples = arguments.Number("--samples", 4, 1);
        var level = arguments.Text("--noise", string.Empty);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open(precision: Precision.Auto);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{photographs.Count} photographs, {steps} steps; mean PSNR in dB / SSIM; {engine.DeviceName}"));
        foreach (var (name, noise, make) in level.Length == 0 ? Tasks : At(level))
        {
            var cases = photographs.Select((photograph, i) =>
            {
                var degradation = make(photograph.Image, (ulong)i);
                return new Case(photograph.Image, degradation, degradation.Degrade(photograph.Image, noise, (ulong)i), noise, (ulong)i);
            }).ToArray();
            Console.WriteLine($"{name}, noise {noise.ToString(CultureInfo.InvariantCulture)}");
            Search(engine, cases, DiffPirOptions.Default(cases[0].Degradation, noise) with { Steps = steps }, samples);
        }
    }

    // The noisy tasks at another level.
    private static IEnumerable<(string Name, double Noise, Func<PlanarImage, ulong, Degradation> Make)> At(string level) =>
        double.TryParse(level, CultureInfo.InvariantCulture, out var noise) && noise >= 0
            ? Tasks.Where(static task => task.Noise > 0).Select(task => task with { Noise = noise })
            : throw new ArgumentException($"--noise is '{level}', expected grey levels, 0 or greater");

    private static void Search(LoadedEngine engine, Case[] cases, DiffPirOptions defaults, int samples)
    {
        var (best, bestPsnr) = (defaults, double.NegativeInfinity);
        Try(defaults, "the defaults: ");
        Vary(Lambdas, (options, value) => options with { Lambda = value });
        Vary(Taus, (options, value) => options with { Tau = value });
        Vary(Zetas, (options, value) => options with { Zeta = value });
        Vary([best.Lambda / Math.Sqrt(2), best.Lambda * Math.Sqrt(2)], (options, value) => options with { Lambda = value });
        Try(best with { Samples = samples }, "averaged: ");

        void Vary(double[] values, Func<DiffPirOptions, double, DiffPirOptions> set)
        {
            foreach (var options in values.Select(value => set(best, value)).Where(options => options != best).ToArray())
            {
                Try(options, string.Empty);
            }
        }

        void Try(DiffPirOptions options, string remark)
        {
            var clock = Stopwatch.StartNew();
            PlanarImage[] results = [.. cases.Select(item => item.Restore(engine, options))];
            var seconds = clock.Elapsed.TotalSeconds / cases.Length;
            var psnr = results.Select((result, i) => ImageMetrics.Psnr(result, cases[i].Truth)).Average();
            var ssim = results.Select((result, i) => ImageMetrics.Ssim(result, cases[i].Truth)).Average();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {psnr,6:0.00} / {ssim:0.000}  {remark}lambda {options.Lambda:0.##}, tau {options.Tau}, zeta {options.Zeta}, samples {options.Samples}; {seconds:0.00} s each"));
            if (psnr > bestPsnr && options.Samples == defaults.Samples)
            {
                (best, bestPsnr) = (options, psnr);
            }
        }
    }

    private static Deblurring Motion(ulong seed) => new Deblurring(BlurKernel.Motion(61, 0.5, seed), BoundaryHandling.Periodic);

    private sealed record Case(PlanarImage Truth, Degradation Degradation, PlanarImage Measured, double Noise, ulong Seed)
    {
        public PlanarImage Restore(LoadedEngine engine, DiffPirOptions options) =>
            engine.Restore(new RestorationJob { Degradation = Degradation, Noise = Noise, Options = options, Seed = Seed }, Measured).Image;
    }
}
