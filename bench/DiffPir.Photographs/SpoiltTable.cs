using System.Globalization;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>A table of what settings of DiffPIR are worth: a row for each task, a column for each setting.</summary>
internal static class SpoiltTable
{
    /// <summary>Measures and prints PSNR in dB, SSIM, and seconds a photograph.</summary>
    /// <param name="engine">Has the prior.</param>
    /// <param name="photographs">What is spoilt and restored.</param>
    /// <param name="tasks">The rows.</param>
    /// <param name="columns">Headings, and the options that they make of those that suit a task.</param>
    public static void Print(
        LoadedEngine engine, IReadOnlyList<PlanarImage> photographs, IEnumerable<SpoiltTask> tasks,
        IReadOnlyList<(string Heading, Func<DiffPirOptions, MethodOptions> Options)> columns)
    {
        Console.WriteLine($"| | {string.Join(" | ", columns.Select(static column => column.Heading))} |");
        Console.WriteLine($"| --- {string.Concat(columns.Select(static _ => "| --- "))}|");
        foreach (var task in tasks)
        {
            var cases = task.Spoil(photographs);
            var defaults = DiffPirOptions.Default(cases[0].Degradation, task.Noise);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"| {task.Name}, noise {task.Noise} "));
            foreach (var (_, options) in columns)
            {
                var (psnr, ssim, seconds) = SpoiltCase.Measure(engine, cases, options(defaults));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"| {psnr:0.00} / {ssim:0.000}, {seconds:0.00} s "));
            }

            Console.WriteLine("|");
        }
    }
}
