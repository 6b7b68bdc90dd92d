using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>A published network on this engine, prepared for one evaluation of <see cref="PeerInput"/>. It borrows the device.</summary>
internal sealed class EngineNetwork : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly UNetDenoiser _prior;
    private readonly UNetSession _session;
    private readonly Tensor _x;
    private readonly Tensor _noise;

    /// <summary>Loads the network and compiles its kernels.</summary>
    /// <exception cref="ArgumentException">There is no such network, or the size does not suit it.</exception>
    /// <exception cref="DeviceException">Memory does not suffice.</exception>
    public EngineNetwork(ComputeDevice device, string network, int size)
    {
        _device = device;
        _prior = Load(device, network);
        var shape = new TensorShape(1, PeerInput.Channels, size, size);
        _session = _prior.CreateSession(shape, [PeerInput.Timestep]);
        (_x, _noise) = (device.Allocate(shape), device.Allocate(shape));
        _x.Upload(PeerInput.Picture(size));
    }

    /// <summary>Device memory beyond the weights.</summary>
    public long PlannedBytes => _session.PlannedBytes;

    /// <summary>Evaluates, from an idle device to an idle device.</summary>
    public void Evaluate()
    {
        _session.PredictNoise(_x, 0, _noise);
        _device.Synchronize();
    }

    /// <summary>The prediction of the latest evaluation.</summary>
    public float[] Noise() => _noise.Download();

    /// <inheritdoc/>
    public void Dispose()
    {
        _noise.Dispose();
        _x.Dispose();
        _session.Dispose();
        _prior.Dispose();
    }

    /// <summary>Loads a published network.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static UNetDenoiser Load(ComputeDevice device, string network)
    {
        if (network == PublishedNetworks.BuiltInSmall)
        {
            using var shipped = Checkpoint.Open(RepositoryPaths.Model(PublishedNetworks.BuiltInSmallFile));
            return UNetDenoiser.Load(device, shipped);
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("ffhq.safetensors");
        SyntheticWeights.Write(path, ParameterListing.Read("ffhq-10m"));
        using var checkpoint = Checkpoint.Open(path);
        return UNetDenoiser.Load(device, checkpoint);
    }
}
