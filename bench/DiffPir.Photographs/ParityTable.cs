using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>parity</c>: PSNR of <c>--preset paper</c> with the small built-in prior beside that of the published program, on the same pictures,
/// spoilt by the same kernels and masks. What is left to differ are draws of noise: of the measurement and in the steps.
/// </summary>
internal static class ParityTable
{
    /// <summary>How far the means over all may be apart, in dB.</summary>
    private const double Bound = 0.1;

    /// <summary>Measures and prints.</summary>
    /// <returns>Whether the mean of all differences keeps the bound.</returns>
    public static bool Run(string folder, Arguments arguments)
    {
        var device = arguments.Text("--device", "auto");
        var threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        var steps = arguments.Number("--steps", 20, 2);
        var draws = arguments.Number("--draws", 4, 2);
        var names = arguments.Text("--tasks", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
        arguments.RequireEmpty();
        var all = PublishedTask.Read(steps);
        var tasks = names.Length == 0 ? all : [.. names.Select(name => all.FirstOrDefault(task => task.Name == name)
            ?? throw new ArgumentException($"--tasks names '{name}', expected {string.Join(", ", all.Select(static task => task.Name))}"))];
        var pictures = PhotographFolder.Read(folder, 1);
        using var engine = new EngineChoice(ModelOptions.BuiltinPaths[ModelOptions.BuiltinSmall], device).Open(threads);

        Console.WriteLine($"--preset paper, {steps} steps, small built-in prior, {draws} draws of noise each; PSNR in dB; {engine.DeviceName}");
        Console.WriteLine($"{"task",-16}{"picture",-14}{"published",10}{"here",9}{"spread",9}{"difference",12}");
        List<Row> rows = [];
        foreach (var task in tasks)
        {
            rows.AddRange(task.Psnr.Select(item => Measure(task, item.Key, item.Value)));
            Print(task.Name, "mean", [.. rows.TakeLast(task.Psnr.Count)]);
        }

        Print("all", "mean", rows);
        var difference = rows.Average(static row => row.Difference);
        var isKept = Math.Abs(difference) <= Bound;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The means differ by {difference:+0.00;-0.00} dB, with a standard error of {Row.StandardError(rows):0.00} dB from the draws; bound {Bound} dB: {(isKept ? "kept" : "broken")}"));
        return isKept;

        Row Measure(PublishedTask task, string name, double published)
        {
            var index = pictures.ToList().FindIndex(picture => picture.Name == name);
            if (index < 0)
            {
                throw new ArgumentException($"the folder '{folder}' has no picture '{name}': it must hold those of samples/");
            }

            var truth = pictures[index].Image;
            var options = (DiffPirOptions)SamplingDefaults.For(RestorationDefaults.Method, Preset.Paper, task.Degradation, task.Noise, null) with { Steps = steps };
            double[] psnr = [.. Enumerable.Range(0, draws).Select(draw =>
            {
                var seed = (ulong)((draw * pictures.Count) + index);
                var job = new RestorationJob { Degradation = task.Degradation, Noise = task.Noise, Options = options, Seed = seed };
                return ImageMetrics.Psnr(engine.Restore(job, task.Degradation.Degrade(truth, task.Noise, seed)), truth);
            })];
            var row = new Row(published, psnr);
            Print(task.Name, name, [row]);
            return row;
        }
    }

    private static void Print(string task, string picture, IReadOnlyList<Row> rows) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{task,-16}{picture,-14}{rows.Average(static row => row.Published),10:0.00}{rows.Average(static row => row.Mean),9:0.00}{rows.Average(static row => row.Spread),9:0.00}{rows.Average(static row => row.Difference),12:+0.00;-0.00}"));

    /// <summary>One picture of one task.</summary>
    /// <param name="Published">What the published program reached, in one draw.</param>
    /// <param name="Psnr">What is reached here, in several.</param>
    private sealed record Row(double Published, double[] Psnr)
    {
        public double Mean => Psnr.Average();

        public double Difference => Mean - Published;

        /// <summary>Standard deviation of one draw.</summary>
        public double Spread => Math.Sqrt(Psnr.Sum(value => (value - Mean) * (value - Mean)) / (Psnr.Length - 1));

        /// <summary>That of the mean difference of rows: the published figure is one draw, what stands beside it the mean of several.</summary>
        public static double StandardError(IReadOnlyList<Row> rows) =>
            Math.Sqrt(rows.Sum(static row => row.Spread * row.Spread * (1 + (1.0 / row.Psnr.Length)))) / rows.Count;
    }
}
