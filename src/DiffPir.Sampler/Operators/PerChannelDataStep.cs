using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>A data step for each channel. It owns them.</summary>
internal sealed class PerChannelDataStep : IDataStep
{
    private readonly ComputeDevice _device;
    private readonly IDataStep[] _channels;
    private readonly Tensor _part;

    /// <summary>Joins data steps.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="channels">One for each channel, of estimates of one channel.</param>
    /// <param name="canvas">Shape of the estimates.</param>
    public PerChannelDataStep(ComputeDevice device, IDataStep[] channels, TensorShape canvas) =>
        (_device, _channels, _part) = (device, channels, device.Allocate(canvas with { C = 1 }));

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => Each(estimate, (channel, part) => channel.Apply(part, rho, guidance));

    /// <inheritdoc/>
    public void Follow(Tensor estimate, double rho, double guidance, bool roughly) =>
        Each(estimate, (channel, part) => channel.Follow(part, rho, guidance, roughly));

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_channels, static channel => channel.Dispose());
        _part.Dispose();
    }

    private void Each(Tensor estimate, Action<IDataStep, Tensor> step)
    {
        for (int c = 0; c < _channels.Length; c++)
        {
            ChannelOperations.Take(_device, _part, estimate, c);
            step(_channels[c], _part);
            ChannelOperations.Put(_device, estimate, _part, c);
        }
    }
}
