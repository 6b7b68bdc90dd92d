using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// The verb <c>peers</c>: times whole evaluations of the published networks on this engine and on PyTorch, both loaded, taking turns, and
/// prints one table.
/// </summary>
internal static class PeerComparison
{
    // Peers agree to about 1e-5 in single precision, and to 1e-3 where factors are rounded to ten bits.
    private const double Agreement = 1e-3, RoundedAgreement = 1e-2;

    /// <summary>Compares.</summary>
    public static void Run(Arguments arguments)
    {
        string[] networks = arguments.Text("--networks", string.Join(',', PublishedNetworks.Names)).Split(',');
        int size = arguments.Number("--size", 256, 1), threads = arguments.Number("--threads", Environment.ProcessorCount, 1);
        int rounds = arguments.Number("--rounds", 5, 1), evaluations = arguments.Number("--evaluations", 3, 1);
        string device = DeviceCatalog.Select(arguments.Text("--device", "auto")).Selector, python = arguments.Text("--python", string.Empty);
        arguments.RequireEmpty();
        Array.ForEach(networks, network => PublishedNetworks.Configuration(network));

        string[] candidates = python.Length > 0 ? [python] : PyTorch.UsualPrograms;
        string? torch = PyTorch.FindPython(candidates);
        if (torch is null)
        {
            Console.Error.WriteLine($"note: no PyTorch in {string.Join(", ", candidates)}; --python PROGRAM tells where it is");
        }

        Console.WriteLine(
            $"one image, {size}x{size}, {device}, {threads} threads; {rounds} rounds of {evaluations} evaluations each, in turns");
        Console.WriteLine();
        Console.WriteLine("| network | peer | median ms | fastest ms | slowest ms | of DiffPir's time |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (string network in networks)
        {
            Compare(new(network, size, device, threads, Precision.Fp32), torch, rounds, evaluations);
        }
    }

    private static void Compare(PeerWork work, string? torch, int rounds, int evaluations)
    {
        List<PeerProcess> peers = [];
        try
        {
            peers.Add(StartEngine(work));
            if (work.IsCuda)
            {
                StartOnCuda(work, torch, peers);
            }
            else if (torch is not null)
            {
                peers.Add(PyTorch.Start(torch, work, channelsLast: false));
                peers.Add(PyTorch.Start(torch, work, channelsLast: true));
            }

            double agreement = work.IsCuda ? RoundedAgreement : Agreement;
            foreach (var peer in peers.Where(peer => Math.Abs((peer.RootMeanSquare / peers[0].RootMeanSquare) - 1) > agreement))
            {
                throw new PeerException(
                    $"{peer.Name} computes something else for {work.Network}: "
                    + $"its noise has root mean square {peer.RootMeanSquare}, not {peers[0].RootMeanSquare}");
            }

            for (int round = 0; round < rounds; round++)
            {
                peers.ForEach(peer => peer.TakeTurn(evaluations));
            }

            foreach (var peer in peers)
            {
                Console.WriteLine(
                    $"| {work.Network} | {peer.Name} | {peer.Median:F1} | {peer.Milliseconds[0]:F1} | {peer.Milliseconds[^1]:F1} "
                    + $"| {peer.Median / peers[0].Median:F2} |");
            }
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    // Every precision of this engine, and PyTorch's fastest order of memory for each that it has.
    private static void StartOnCuda(PeerWork work, string? torch, List<PeerProcess> peers)
    {
        Precision[] shorter = [Precision.Tf32, Precision.Fp16, Precision.Bf16];
        peers.AddRange(shorter.Select(precision => StartEngine(work with { Precision = precision })));
        if (torch is null)
        {
            return;
        }

        var half = work with { Precision = Precision.Fp16 };
        peers.Add(PyTorch.Start(torch, work, channelsLast: false));
        peers.Add(PyTorch.Start(torch, work with { Precision = Precision.Tf32 }, channelsLast: true));
        peers.Add(PyTorch.Start(torch, half, channelsLast: true));
        try
        {
            peers.Add(PyTorch.Start(torch, half, channelsLast: true, compile: true));
        }
        catch (PeerException exception)
        {
            Console.Error.WriteLine($"note: without torch.compile: {exception.Message}");
        }
    }

    // This program again, with another verb.
    private static PeerProcess StartEngine(PeerWork work)
    {
        string[] arguments =
        [
            EnginePeer.Verb, "--network", work.Network, "--size", $"{work.Size}", "--device", work.Device, "--threads", $"{work.Threads}",
            "--precision", work.Format,
        ];
        return new(EngineProcess.Program, EngineProcess.Line(arguments));
    }
}
