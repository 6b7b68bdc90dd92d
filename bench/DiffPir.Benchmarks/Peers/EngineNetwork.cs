using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Testing;

namespace DiffPir.Benchmarks.Peers;

/// <summary>A published network on this engine, prepared for one evaluation of <see cref="PeerInput"/>. It borrows the device.</summary>
internal sealed class EngineNetwork : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly UNetDenoiser _prior;
    private readonly IPriorSession _session;
    private readonly Tensor _x;
    private readonly Tensor _noise;
    private readonly Tensor? _gradient;

    /// <summary>Loads the network and compiles its kernels.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="network">One of <see cref="PublishedNetworks"/>.</param>
    /// <param name="size">Side of the picture.</param>
    /// <param name="withGradient">Whether each prediction is followed by the gradient of half its squared norm with respect to the picture.</param>
    /// <exception cref="ArgumentException">There is no such network, or the size does not suit it.</exception>
    /// <exception cref="DeviceException">Memory does not suffice.</exception>
    public EngineNetwork(ComputeDevice device, string network, int size, bool withGradient = false)
    {
        _device = device;
        _prior = Load(device, network);
        var shape = new TensorShape(1, PeerInput.Channels, size, size);
        _session = withGradient ? _prior.CreateGradientSession(shape, [PeerInput.Timestep]) : _prior.CreateSession(shape, [PeerInput.Timestep]);
        _gradient = withGradient ? device.Allocate(shape) : null;
        (_x, _noise) = (device.Allocate(shape), device.Allocate(shape));
        _x.Upload(PeerInput.Picture(size));
    }

    /// <summary>Device memory beyond the weights.</summary>
    public long PlannedBytes => _session.PlannedBytes;

    /// <summary>Evaluates, from an idle device to an idle device.</summary>
    public void Evaluate()
    {
        _session.PredictNoise(_x, 0, _noise);
        if (_session is IGradientSession session)
        {
            session.PullBack(_noise, _gradient!);
        }

        _device.Synchronize();
    }

    /// <summary>The prediction of the latest evaluation, or its gradient.</summary>
    public float[] Result() => (_gradient ?? _noise).Download();

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradient?.Dispose();
        _noise.Dispose();
        _x.Dispose();
        _session.Dispose();
        _prior.Dispose();
    }

    /// <summary>Loads a published network.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static UNetDenoiser Load(ComputeDevice device, string network)
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Open(network, folder);
        return UNetDenoiser.Load(device, checkpoint);
    }

    /// <summary>Reads the parameters of a published network.</summary>
    public static (UNetConfiguration Configuration, float[] Parameters) LoadParameters(string network)
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Open(network, folder);
        var configuration = UNetConfiguration.Infer(checkpoint);
        return (configuration, TrainingParameters.Read(configuration, checkpoint));
    }

    private static Checkpoint Open(string network, TemporaryFolder folder)
    {
        if (network == PublishedNetworks.BuiltInSmall)
        {
            return Checkpoint.Open(RepositoryPaths.Model(PublishedNetworks.BuiltInSmallFile));
        }

        string path = folder.File($"{network}.safetensors");
        PublishedNetworks.WriteSynthetic(network, path);
        return Checkpoint.Open(path);
    }
}
