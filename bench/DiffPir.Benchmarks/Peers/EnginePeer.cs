using DiffPir.Kernels;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// This engine as a peer (see <see cref="PeerServer"/>), in a process of its own, so that the number of threads is set before OpenCL
/// starts.
/// </summary>
internal static class EnginePeer
{
    /// <summary>The argument that starts it.</summary>
    public const string Verb = "engine";

    /// <summary>Serves until the input ends.</summary>
    public static void Run(Arguments arguments)
    {
        string network = arguments.Text("--network", PublishedNetworks.Ffhq);
        int size = arguments.Number("--size", 256, 1), threads = arguments.Number("--threads", 0, 0);
        var precision = arguments.Word("--precision", Precision.Fp32);
        var gradient = arguments.Word("--gradient", PeerGradient.None);
        using var device = ComputeDevice.Open(arguments.Text("--device", "auto"), threads, precision);
        arguments.RequireEmpty();
        string name = $"DiffPir {device.Precision.ToString().ToLowerInvariant()}, {device.Description.Name}";
        if (gradient == PeerGradient.All)
        {
            using var gradients = new EngineGradients(device, network, size);
            PeerServer.Serve(name, gradients.Evaluate, gradients.Gradients);
            return;
        }

        using var loaded = new EngineNetwork(device, network, size, withGradient: gradient == PeerGradient.Input);
        PeerServer.Serve(name, loaded.Evaluate, loaded.Result);
    }

    /// <summary>Starts it: this program again, with another verb.</summary>
    /// <exception cref="PeerException">It could not start.</exception>
    public static PeerProcess Start(PeerWork work)
    {
        string[] arguments =
        [
            Verb, "--network", work.Network, "--size", $"{work.Size}", "--device", work.Device, "--threads", $"{work.Threads}",
            "--precision", work.Format, "--gradient", work.Gradient.ToString().ToLowerInvariant(),
        ];
        return new(PeerEngine.DiffPir, EngineProcess.Program, EngineProcess.Line(arguments));
    }
}
