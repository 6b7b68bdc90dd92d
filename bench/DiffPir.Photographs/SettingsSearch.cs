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
    private static readonly double[] Lambdas = [0.5, 1, 2, 4, 8, 16];
    private static readonly double[] Taus = [0.4, 0.6, 0.8, 1];
    private static readonly double[] Zetas = [0.6, 0.8, 1];

    /// <summary>Searches and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        int steps = arguments.Number("--steps", 20, 1);
        int samples = arguments.Number("--samples", 4, 1);
        string level = arguments.Text("--noise", string.Empty);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open(precision: Precision.Auto);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{photographs.Count} photographs, {steps} steps; mean PSNR in dB / SSIM; {engine.DeviceName}"));
        PlanarImage[] images = [.. photographs.Select(static photograph => photograph.Image)];
        foreach (var task in level.Length == 0 ? SpoiltTask.All : At(level))
        {
            var cases = task.Spoil(images);
            Console.WriteLine($"{task.Name}, noise {task.Noise.ToString(CultureInfo.InvariantCulture)}");
            Search(engine, cases, DiffPirOptions.Default(cases[0].Degradation, task.Noise) with { Steps = steps }, samples);
        }
    }

    // The noisy tasks at another level.
    private static IEnumerable<SpoiltTask> At(string level) =>
        double.TryParse(level, CultureInfo.InvariantCulture, out double noise) && noise >= 0
            ? SpoiltTask.Noisy.Select(task => task with { Noise = noise })
            : throw new ArgumentException($"--noise is '{level}', expected grey levels, 0 or greater");

    private static void Search(LoadedEngine engine, SpoiltCase[] cases, DiffPirOptions defaults, int samples)
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
            var (psnr, ssim, seconds) = SpoiltCase.Measure(engine, cases, options);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {psnr,6:0.00} / {ssim:0.000}  {remark}lambda {options.Lambda:0.##}, tau {options.Tau}, zeta {options.Zeta}, samples {options.Samples}; {seconds:0.00} s each"));
            if (psnr > bestPsnr && options.Samples == defaults.Samples)
            {
                (best, bestPsnr) = (options, psnr);
            }
        }
    }
}
