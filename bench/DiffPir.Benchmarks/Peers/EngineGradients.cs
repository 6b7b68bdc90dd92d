using DiffPir.Kernels;
using DiffPir.Kernels.Training;
using DiffPir.Network;

namespace DiffPir.Benchmarks.Peers;

/// <summary>
/// A published network on this engine, prepared for predictions of <see cref="PeerInput"/> each of which is followed by the gradients of all
/// parameters of half its squared norm. It borrows the device.
/// </summary>
internal sealed class EngineGradients : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly Optimizer _optimizer;
    private readonly TrainingSession _session;
    private readonly Tensor _x, _t, _noise;

    /// <summary>Loads the network and compiles its kernels.</summary>
    public EngineGradients(ComputeDevice device, string network, int size)
    {
        _device = device;
        var (configuration, parameters) = EngineNetwork.LoadParameters(network);
        _optimizer = new(device, TrainingParameters.LayoutOf(configuration));
        _optimizer.Weights.Upload(parameters);
        var shape = new TensorShape(1, PeerInput.Channels, size, size);
        _session = new(device, configuration, shape, _optimizer.Weights, _optimizer.Gradients);
        (_x, _noise, _t) = (device.Allocate(shape), device.Allocate(shape), device.Allocate(new(1, 1, 1, 1)));
        _x.Upload(PeerInput.Picture(size));
        _t.Upload([PeerInput.Timestep]);
    }

    /// <summary>Predicts and differentiates, from an idle device to an idle device.</summary>
    public void Evaluate()
    {
        _session.Predict(_x, _t, _noise);
        _session.PullBack(_noise);
        _device.Synchronize();
    }

    /// <summary>The gradients of the latest evaluation.</summary>
    public float[] Gradients() => _optimizer.Gradients.Download();

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _optimizer.Dispose();
        _x.Dispose();
        _t.Dispose();
        _noise.Dispose();
    }
}
