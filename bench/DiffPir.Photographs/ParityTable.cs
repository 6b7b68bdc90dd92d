using System.Globalization;
using DiffPir.Benchmarks;
using DiffPir.Cli.Options;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// The verb <c>parity</c>: PSNR of <c>--preset paper</c> with the small built-in prior beside that of the published program, of the same pictures,
/// kernels and masks, and of the same draws of noise or of others.
/// </summary>
internal static class ParityTable
{
    /// <summary>How far the means over all may be apart, in dB.</summary>
    private const double Bound = 0.1;

    /// <summary>Measures and prints.</summary>
    /// <returns>Whether the bound is kept.</returns>
    public static bool Run(string folder, Arguments arguments)
    {
        string device = arguments.Text("--device", "auto");
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        int steps = arguments.Number("--steps", 20, 2);
        int seeds = arguments.Number("--seeds", 0, 0);
        var draws = seeds > 0 ? null : new PublishedDraws(arguments.Text("--python", "python3"));
        var tasks = Choose(PublishedTask.Read(steps), arguments.Words("--tasks", []));
        arguments.RequireEmpty();
        var pictures = PhotographFolder.Read(folder, 1).ToDictionary(static picture => picture.Name, static picture => picture.Image);
        using var engine = new EngineChoice(ModelOptions.BuiltinPaths[ModelOptions.BuiltinSmall], device).Open(threads, noise: draws);

        string noise = draws is null ? $"{seeds} other draws of noise each" : "the program's draws of noise";
        Console.WriteLine($"--preset paper, {steps} steps, small built-in prior, {noise}; PSNR in dB; {engine.DeviceName}");
        Console.WriteLine($"{"task",-16}{"picture",-12}{"published",10}{"here",9}{"spread",9}{"difference",12}");
        List<ParityRow> rows = [];
        foreach (var task in tasks)
        {
            draws?.Load(task, steps);
            foreach (var (name, published) in task.Psnr)
            {
                rows.Add(new(published, Measure(task, Truth(name))));
                Print(task.Name, name, [rows[^1]]);
            }

            Print(task.Name, "mean", [.. rows.TakeLast(task.Psnr.Count)]);
        }

        Print("all", "mean", rows);
        bool isKept = Math.Abs(ParityRow.MeanDifference(rows)) <= Bound;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bound of the mean difference: {Bound} dB, {(isKept ? "kept" : "broken")}"));
        return isKept;

        PlanarImage Truth(string name) => pictures.TryGetValue(name, out var picture)
            ? picture
            : throw new ArgumentException($"the folder '{folder}' has no picture '{name}': it must hold those of samples/");

        double[] Measure(PublishedTask task, PlanarImage truth)
        {
            var options = (DiffPirOptions)SamplingDefaults.For(RestorationDefaults.Method, Preset.Paper, task.Degradation, task.Noise,
                null) with { Steps = steps };
            return [.. Enumerable.Range(0, Math.Max(1, seeds)).Select(seed =>
            {
                var measured = draws is null ? task.Degradation.Degrade(truth, task.Noise, (ulong)seed) : task.Measure(truth);
                draws?.AddTo(measured, task.Noise);
                var job = new RestorationJob { Degradation = task.Degradation, Noise = task.Noise, Options = options, Seed = (ulong)seed };
                return ImageMetrics.Psnr(engine.Restore(job, measured).Image, truth);
            })];
        }
    }

    private static IReadOnlyList<PublishedTask> Choose(IReadOnlyList<PublishedTask> all, string[] names) => names.Length == 0
        ? all
        : [.. names.Select(name => all.FirstOrDefault(task => task.Name == name)
            ?? throw new ArgumentException($"--tasks names '{name}', expected {string.Join(", ", all.Select(static task => task.Name))}"))];

    private static void Print(string task, string picture, IReadOnlyList<ParityRow> rows) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{task,-16}{picture,-12}{rows.Average(static row => row.Published),10:0.000}{rows.Average(static row => row.Mean),9:0.000}{rows.Average(static row => row.Spread),9:0.000}{ParityRow.MeanDifference(rows),12:+0.000;-0.000;0.000}"));
}
