using System.Diagnostics;
using System.Globalization;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// This engine as a peer, in a process of its own, so that the number of threads is set before OpenCL starts. The protocol of every
/// peer: it prints one line <c>name TAB root mean square of the predicted noise</c> when it is ready, then, for every line it reads,
/// evaluates once and prints the milliseconds; it ends with its input.
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
        using var device = ComputeDevice.Open(arguments.Text("--device", "auto"), threads);
        arguments.RequireEmpty();

        using var prior = Load(device, network);
        using var session = prior.CreateSession(new(1, prior.Channels, size, size), [PeerWork.Timestep]);
        using var x = device.Allocate(new(1, prior.Channels, size, size));
        using var noise = device.Allocate(x.Shape);
        x.Upload([.. Enumerable.Range(0, (int)x.Shape.Elements).Select(PeerWork.Pixel)]);

        Evaluate(device, session, x, noise); // kernels are compiled now
        double square = noise.Download().Average(value => (double)value * value);
        Console.WriteLine($"DiffPir, {device.Description.Name}\t{Math.Sqrt(square).ToString("R", CultureInfo.InvariantCulture)}");
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(Evaluate(device, session, x, noise).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    // From an idle device to an idle device.
    private static double Evaluate(ComputeDevice device, UNetSession session, Tensor x, Tensor noise)
    {
        long start = Stopwatch.GetTimestamp();
        session.PredictNoise(x, 0, noise);
        device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static UNetDenoiser Load(ComputeDevice device, string network)
    {
        if (network == PublishedNetworks.BuiltIn)
        {
            using var shipped = Checkpoint.Open(RepositoryPaths.Model("diffpir-photo-32.safetensors"));
            return UNetDenoiser.Load(device, shipped);
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("ffhq.safetensors");
        SyntheticWeights.Write(path, ParameterListing.Read("ffhq-10m"));
        using var checkpoint = Checkpoint.Open(path);
        return UNetDenoiser.Load(device, checkpoint);
    }
}
