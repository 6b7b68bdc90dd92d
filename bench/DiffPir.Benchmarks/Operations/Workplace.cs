using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Benchmarks.Operations;

/// <summary>What all benchmarks of a process share: the device and the network whose operations are timed.</summary>
internal static class Workplace
{
    private const int PictureSize = 256;

    private static ComputeDevice? _device;
    private static Graph? _graph;

    /// <summary>The device, open until the process ends.</summary>
    public static ComputeDevice Device => _device ?? throw Closed();

    /// <summary>The network's graph after fusion: what a plan launches.</summary>
    public static Graph Graph => _graph ?? throw Closed();

    /// <summary>The picture that the network receives.</summary>
    public static TensorShape Picture => new(1, 3, PictureSize, PictureSize);

    /// <summary>Opens the device and builds the network's graph.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    /// <exception cref="DeviceException">There is no such device, or it does not offer the precision.</exception>
    public static void Open(string selector, int threads, Precision precision, string network)
    {
        _graph = GraphFusion.Fuse(UNetBuilder.Build(PublishedNetworks.Configuration(network)).Noise);
        _device = ComputeDevice.Open(selector, threads, precision);
    }

    private static InvalidOperationException Closed() => new("the workplace has not been opened");
}
