using System.Globalization;
using DiffPir.Benchmarks.Loading;
using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Restoring;

/// <summary>The verb <c>endurance</c>: many evaluations in one process, and how time and memory drift.</summary>
internal static class Endurance
{
    /// <summary>The argument that starts it.</summary>
    public const string Verb = "endurance";

    private const int Parts = 10;

    /// <summary>Prints a line for each tenth of the evaluations.</summary>
    public static void Run(Arguments arguments)
    {
        int evaluations = arguments.Number("--evaluations", 1000, Parts), size = arguments.Number("--size", 128, 32),
            threads = arguments.Number("--threads", 0, 0);
        string network = arguments.Text("--network", PublishedNetworks.BuiltInSmall);
        using var device = ComputeDevice.Open(arguments.Text("--device", "auto"), threads, Precision.Fp32);
        arguments.RequireEmpty();
        using var engine = new EngineNetwork(device, network, size);
        engine.Evaluate();
        Console.WriteLine($"{network} {size}x{size}, {device.Description.Name}");
        for (int part = 1; part <= Parts; part++)
        {
            double[] times = [.. Enumerable.Range(0, evaluations / Parts).Select(_ => Timing.Milliseconds(engine.Evaluate))];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{part * evaluations / Parts,6} evaluations: median {Timing.Median(times):F2} ms, fastest {times.Min():F2} ms, own memory {ProcessMemory.Read().Anonymous / 1048576.0:F1} MiB"));
        }
    }
}
