using System.Diagnostics;
using DiffPir.Benchmarks;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>The verb <c>edges</c>: photographs whose surroundings were cut off after the blur, deblurred: PSNR, and what a step costs.</summary>
internal static class EdgesTable
{
    private static readonly (string Name, BlurKernel Kernel)[] Kernels =
    [
        ("Gaussian 1.6", BlurKernel.Gaussian(25, 1.6)), ("Gaussian 3", BlurKernel.Gaussian(25, 3)), ("disk 4", BlurShapes.Disk(4)),
        ("line 15", BlurShapes.Line(15, 30)), ("shake 31", BlurKernel.Motion(31, 0.5, 1)), ("shake 61", BlurKernel.Motion(61, 0.5, 2)),
    ];

    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Arguments arguments)
    {
        var (every, noise) = (arguments.Number("--every", 1, 1), arguments.Real("--noise", 2.55, 0));
        var choice = EngineChoice.Read(arguments);
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        bool each = arguments.Switch("--each");
        double lambda = arguments.Real("--lambda", 0, 0);
        string[] names = arguments.Words("--kernels", [.. Kernels.Select(static k => k.Name)]);
        arguments.RequireEmpty();
        var photographs = PhotographFolder.Read(folder, every);
        using var engine = choice.Open(threads);
        Console.WriteLine($"{photographs.Count} photographs, blurred (edges cut off), noise of {noise} grey levels, rounded to 8 bits; {engine.DeviceName}");
        foreach (var (name, kernel) in Kernels.Where(k => names.Contains(k.Name)))
        {
            List<double> before = [], after = [], steps = [];
            foreach (var (title, sharp) in photographs)
            {
                var picture = Spoiling.WithNoise(Spoiling.Blurred(sharp, kernel), noise, 1);
                var truth = Spoiling.Middle(sharp, kernel);
                var clock = new StepTimes();
                var blur = new Deblurring(kernel);
                var options = DiffPirOptions.Default(blur, noise);
                var restored = engine.Undo(blur, noise, picture, lambda > 0 ? options with { Lambda = lambda } : options, clock);
                before.Add(ImageMetrics.Psnr(picture, truth));
                after.Add(ImageMetrics.Psnr(restored, truth));
                steps.AddRange(clock.Milliseconds);
                if (each)
                {
                    Console.WriteLine($"  {name} {title}: {before[^1]:F2} -> {after[^1]:F3} dB");
                }
            }

            Console.WriteLine($"{name,-14} {before.Average():F2} -> {after.Average():F3} dB, {Timing.Median(steps):F1} ms a step");
        }
    }

    private sealed class StepTimes : IProgress<SamplerProgress>
    {
        private long _last;

        public List<double> Milliseconds { get; } = [];

        public void Report(SamplerProgress value)
        {
            if (_last != 0)
            {
                Milliseconds.Add(Stopwatch.GetElapsedTime(_last).TotalMilliseconds);
            }

            _last = Stopwatch.GetTimestamp();
        }
    }
}
