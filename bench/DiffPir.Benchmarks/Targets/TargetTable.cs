using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Targets;

/// <summary>The verb <c>targets</c>: measures what this engine should reach, and prints one table.</summary>
internal static class TargetTable
{
    private static readonly ITarget[] All =
    [
        new SpeedTarget(), new GradientTarget(), new StepTarget(), new LaunchTarget(), new StartTarget(), new MemoryTarget(), new AccuracyTarget(),
        new ScalingTarget(),
    ];

    /// <summary>Measures and prints row by row.</summary>
    public static void Run(Arguments arguments)
    {
        string[] only = arguments.Words("--only", [.. All.Select(target => target.Name)]);
        if (only.FirstOrDefault(name => !All.Any(target => target.Name == name)) is { } unknown)
        {
            throw new ArgumentException(
                $"--only names '{unknown}', expected some of {string.Join(',', All.Select(target => target.Name))}");
        }

        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        int rounds = arguments.Number("--rounds", 5, 1), evaluations = arguments.Number("--evaluations", 3, 1);
        string selector = arguments.Text("--device", "auto"), python = arguments.Text("--python", string.Empty);
        arguments.RequireEmpty();

        using var device = ComputeDevice.Open(selector, threads, Precision.Fp32);
        using var programs = new PeerPrograms(python, device.Description.Kind == DeviceKind.Cuda);
        var settings = new TargetSettings(device, threads, rounds, evaluations, programs);
        Console.WriteLine(
            $"one image, {TargetSettings.Size}x{TargetSettings.Size}, {device.Description.Selector} ({device.Description.Name}), "
            + $"{threads} threads; medians of {rounds} rounds of {evaluations} evaluations, in turns");
        Console.WriteLine();
        Console.WriteLine(TargetRow.Head);
        foreach (var row in All.Where(target => only.Contains(target.Name)).SelectMany(target => target.Measure(settings)))
        {
            Console.WriteLine(row);
        }
    }
}
