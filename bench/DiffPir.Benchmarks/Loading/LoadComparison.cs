using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Loading;

/// <summary>
/// The verb <c>load</c>: how long the FFHQ-size network takes from a closed file, in memory already, to weights on the device, and how much
/// memory; beside torch.load and load_state_dict. Each measurement is a process of its own; they take turns.
/// </summary>
internal static class LoadComparison
{
    private const double MiB = 1 << 20;

    /// <summary>Compares.</summary>
    public static void Run(Arguments arguments)
    {
        int threads = arguments.Number("--threads", Environment.ProcessorCount, 1), rounds = arguments.Number("--rounds", 5, 1);
        string device = DeviceCatalog.Select(arguments.Text("--device", "auto")).Selector, python = arguments.Text("--python", string.Empty);
        arguments.RequireEmpty();

        using var folder = new TemporaryFolder();
        string safetensors = folder.File("ffhq.safetensors"), archive = folder.File("ffhq.pt");
        PublishedNetworks.WriteSynthetic(PublishedNetworks.Ffhq, safetensors);
        using var programs = new PeerPrograms(python, isCuda: false);
        string? torch = programs.Torch?.Program;
        if (torch is not null)
        {
            EngineProcess.RunToEnd(torch, [Peer("load_torch.py"), safetensors, "--save", archive]);
        }

        List<(string Format, string Program, string[] Arguments)> loads = [(".safetensors", EngineProcess.Program, Engine(safetensors, device, threads))];
        if (torch is not null)
        {
            loads.Add((".pt", EngineProcess.Program, Engine(archive, device, threads)));
            loads.Add((".pt", torch, [Peer("load_torch.py"), archive, "--threads", $"{threads}"]));
        }

        var results = loads.Select(_ => new List<LoadResult>()).ToList();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < loads.Count; i++)
            {
                var (_, program, line) = loads[i];
                results[i].Add(LoadResult.Parse(EngineProcess.RunToEnd(program, line)));
            }
        }

        Print(loads.Select(load => load.Format), results, device, threads);
    }

    private static string[] Engine(string file, string device, int threads) =>
        EngineProcess.Line([EngineLoad.Verb, "--file", file, "--device", device, "--threads", $"{threads}"]);

    private static string Peer(string script) => Path.Combine(RepositoryPaths.Root, "bench", "peers", script);

    private static void Print(IEnumerable<string> formats, List<List<LoadResult>> results, string device, int threads)
    {
        Console.WriteLine($"FFHQ size, {device}, {threads} threads, medians of {results[0].Count} processes each, in turns; memory in MiB");
        Console.WriteLine();
        Console.WriteLine("| file | loaded by | first ms | again ms | busy ms | weights | peak beyond weights | own | of files |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (format, of) in formats.Zip(results))
        {
            double median(Func<LoadResult, double> value) => of.Select(value).Order().ElementAt(of.Count / 2);
            Console.WriteLine(
                $"| {format} | {of[0].Name} | {median(r => r.First):F0} | {median(r => r.Again):F0} | {median(r => r.Busy):F0} | {median(r => r.Weights) / MiB:F0} "
                + $"| {median(r => r.Peak - r.Weights) / MiB:F0} | {median(r => r.Anonymous - r.Weights) / MiB:F0} "
                + $"| {median(r => r.File) / MiB:F0} |");
        }
    }
}
