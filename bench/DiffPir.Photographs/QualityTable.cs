using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>The verb <c>quality</c>: what <c>--quality fast</c>, <c>balanced</c> and <c>best</c> are worth on noisy tasks, as rows of a table.</summary>
internal static class QualityTable
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        int every = arguments.Number("--every", 1, 1);
        int side = arguments.Number("--side", 256, 64);
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        var choice = EngineChoice.Read(arguments);
        arguments.RequireEmpty();
        PlanarImage[] photographs = [.. PhotographFolder.Read(folder, every).Select(photograph => Spoiling.Centre(photograph.Image, side, side))];
        using var engine = choice.Open(threads);
        var qualities = Enum.GetValues<Quality>();

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{photographs.Length} photographs of {side}x{side}, noise {SpoiltTask.Noisy[0].Noise}; mean PSNR in dB / SSIM, seconds each; {engine.DeviceName}"));
        Console.WriteLine($"| | {string.Join(" | ", qualities)} |".ToLowerInvariant());
        Console.WriteLine($"| --- {string.Concat(qualities.Select(static _ => "| --- "))}|");
        foreach (var task in SpoiltTask.Noisy)
        {
            var cases = task.Spoil(photographs);
            var defaults = DiffPirOptions.Default(cases[0].Degradation, task.Noise);
            Console.Write($"| {task.Name} ");
            foreach (var quality in qualities)
            {
                var (psnr, ssim, seconds) = SpoiltCase.Measure(engine, cases, QualitySettings.Apply(defaults, quality));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"| {psnr:0.00} / {ssim:0.000}, {seconds:0.0} s "));
            }

            Console.WriteLine("|");
        }
    }
}
