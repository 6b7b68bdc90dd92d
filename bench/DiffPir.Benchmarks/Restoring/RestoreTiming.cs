using System.Globalization;
using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Restoring;

/// <summary>
/// The verb <c>restore</c>: seconds of whole restorations with the small built-in prior, task by size by method, beside the published program's
/// loop in PyTorch (bench/peers/restore_torch.py).
/// </summary>
internal static class RestoreTiming
{
    /// <summary>The argument that starts it.</summary>
    public const string Verb = "restore";

    private const double Noise = 5;

    /// <summary>Prints one table.</summary>
    public static void Run(Arguments arguments)
    {
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1), steps = arguments.Number("--steps", 20, 2),
            rounds = arguments.Number("--rounds", 1, 1);
        int largestOfPeer = arguments.Number("--peer-up-to", 512, 0);
        int[] sizes = arguments.Numbers("--sizes", "256,512", 1);
        string[] methods = arguments.Words("--methods", ["diffpir"]),
            tasks = arguments.Words("--tasks", [.. RestorationCase.All.Select(static c => c.Task)], ';');
        string selector = arguments.Text("--device", "auto"), python = arguments.Text("--python", string.Empty);
        arguments.RequireEmpty();
        using var programs = new PeerPrograms(python, isCuda: false);
        Console.WriteLine("| task | size | method | first s | again s | s a megapixel | step outside the network | PyTorch first s | again s | ratio |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var task in RestorationCase.All.Where(c => tasks.Contains(c.Task)))
        {
            foreach (int size in sizes)
            {
                string[]? peer = size <= largestOfPeer && task.PeerTask is { } name && programs.Torch is { } torch ? Peer(torch, name, size) : null;
                foreach (string method in methods)
                {
                    Print(task, size, method, peer);
                }
            }
        }

        string[] Peer(PyTorch torch, string task, int size) => EngineProcess.RunToEnd(
            torch.Program,
            [
                Path.Combine(RepositoryPaths.Root, "bench", "peers", "restore_torch.py"), "--task", task, "--size", $"{size}", "--steps", $"{steps}",
                "--threads", $"{threads}", "--rounds", $"{rounds}", "--weights", RepositoryPaths.Model(PublishedNetworks.BuiltInSmallFile),
            ]).Split(' ');

        void Print(RestorationCase task, int size, string method, string[]? peer)
        {
            var (degradation, measured) = task.Measure(size, Noise);
            var options = RestorationMethods.Find(method).Defaults(degradation, Noise);
            var job = new RestorationJob
            {
                Degradation = degradation, Noise = Noise, Options = options is DiffPirOptions published ? published with { Steps = steps } : options,
            };
            List<double> again = [];
            var clock = new StepTimes();
            using var device = ComputeDevice.Open(selector, threads, Precision.Fp32);
            using var engine = new RestorationEngine(device, _ => clock.Watch(device, EngineNetwork.Load(device, PublishedNetworks.BuiltInSmall)));
            double first = Timing.Milliseconds(() => engine.Restore(job, measured)) / 1000;
            clock.Clear();
            for (int round = 0; round < rounds; round++)
            {
                again.Add(Timing.Milliseconds(() => engine.Restore(job, measured, clock)) / 1000);
            }

            double best = again.Min(), outside = clock.Outside, inside = clock.Inside;
            string ratio = peer is null ? "- | - | -" : $"{peer[0]} | {peer[1]} | {Number(double.Parse(peer[1], CultureInfo.InvariantCulture) / best, "F1")}";
            Console.WriteLine(
                $"| {task.Task} | {size}x{size} | {method} | {Number(first, "F2")} | {Number(best, "F2")} | {Number(best * 1e6 / ((double)size * size), "F2")} | "
                + $"{Number(outside, "F1")} of {Number(outside + inside, "F1")} ms | {ratio} |");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
