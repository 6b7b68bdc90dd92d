using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// The verb <c>peers</c>: times whole evaluations of the published networks on this engine and on others, all loaded, taking turns, and
/// prints one table.
/// </summary>
internal static class PeerComparison
{
    /// <summary>Compares.</summary>
    public static void Run(Arguments arguments)
    {
        string[] networks = arguments.Words("--networks", [.. PublishedNetworks.Names]);
        int size = arguments.Number("--size", 256, 1), threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        int rounds = arguments.Number("--rounds", 5, 1), evaluations = arguments.Number("--evaluations", 3, 1);
        string device = DeviceCatalog.Select(arguments.Text("--device", "auto")).Selector, python = arguments.Text("--python", string.Empty);
        var engines = arguments.Words("--beside", Enum.GetValues<PeerEngine>());
        arguments.RequireEmpty();
        Array.ForEach(networks, network => PublishedNetworks.Configuration(network));
        var works = networks.Select(network => new PeerWork(network, size, device, threads, Precision.Fp32)).ToList();

        using var programs = new PeerPrograms(python, works[0].IsCuda) { Engines = engines };
        Console.WriteLine(
            $"one image, {size}x{size}, {device}, {threads} threads; {rounds} rounds of {evaluations} evaluations each, in turns");
        Console.WriteLine();
        Console.WriteLine("| network | peer | median ms | fastest ms | slowest ms | of DiffPir's time | peak MiB | beyond weights MiB |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        works.ForEach(work => Compare(work, programs, rounds, evaluations));
    }

    private static void Compare(PeerWork work, PeerPrograms programs, int rounds, int evaluations)
    {
        using var group = new PeerGroup(work, programs);
        group.Compare(rounds, evaluations);
        foreach (var peer in group.Peers)
        {
            // What a GPU holds is no part of the process.
            string memory = work.IsCuda ? "- | -" : $"{Mebibytes(peer.PeakBytes)} | {Mebibytes(peer.PeakBytesBeyondWeights)}";
            Console.WriteLine(
                $"| {work.Network} | {peer.Name} | {peer.Median:F1} | {peer.Milliseconds[0]:F1} | {peer.Milliseconds[^1]:F1} "
                + $"| {peer.Median / group.Peers[0].Median:F2} | {memory} |");
        }
    }

    private static string Mebibytes(long? bytes) => bytes is { } known ? $"{known / (1024.0 * 1024):F0}" : "-";
}
