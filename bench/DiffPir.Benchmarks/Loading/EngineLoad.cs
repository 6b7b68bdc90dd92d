using System.Diagnostics;
using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Benchmarks.Loading;

/// <summary>This engine's part of <see cref="LoadComparison"/>, in a process of its own: loads a network twice.</summary>
internal static class EngineLoad
{
    /// <summary>The argument that starts it.</summary>
    public const string Verb = "load-engine";

    private const int Size = 256;

    /// <summary>Loads, prints a line of <see cref="LoadResult"/>, and ends.</summary>
    public static void Run(Arguments arguments)
    {
        string file = arguments.Text("--file", string.Empty);
        using var device = ComputeDevice.Open(arguments.Text("--device", "auto"), arguments.Number("--threads", 0, 0), Precision.Fp32);
        arguments.RequireEmpty();
        device.Synchronize();

        GC.Collect();
        var before = ProcessMemory.Read();

        // The first time the driver compiles kernels. What it needs for that is gone the second time; what stays of it counts.
        double first = Load(device, file, out _, out _);
        GC.Collect();
        ProcessMemory.ResetPeak();
        var busy = Environment.CpuUsage.TotalTime;
        double again = Load(device, file, out var after, out long weights);
        Console.WriteLine(new LoadResult(
            $"DiffPir, {device.Description.Name}", first, again, (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds,
            after.Peak - before.Anonymous - before.File, after.Anonymous - before.Anonymous, after.File - before.File, weights).ToLine());
    }

    // From the closed file to a network that waits for its first picture.
    private static double Load(ComputeDevice device, string file, out ProcessMemory memory, out long weights)
    {
        long start = Stopwatch.GetTimestamp();
        using var prior = DenoiserLoader.Load(device, file);
        using var session = prior.CreateSession(new(1, prior.Channels, Size, Size), [500]);
        device.Synchronize();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        memory = ProcessMemory.Read();
        weights = ((UNetDenoiser)prior).WeightBytes;
        return milliseconds;
    }
}
