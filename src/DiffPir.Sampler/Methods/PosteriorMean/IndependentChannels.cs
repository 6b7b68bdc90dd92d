using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// Gives the channels that repeat a grey measurement noise as independent as a prior of colours expects it: y + s (n - m), n being white noise,
/// m the mean of its channels and s the standard deviation of what each channel then has. The mean of the channels stays as it was measured.
/// Without it the noise is the same in all channels, which the prior takes for texture and keeps.
/// </summary>
internal sealed class IndependentChannels
{
    private readonly ComputeDevice _device;
    private readonly Tensor _noise;
    private readonly Tensor _result;

    /// <summary>Draws the noise.</summary>
    /// <param name="context">The problem; its measurement is grey and as large as the picture.</param>
    public IndependentChannels(SamplingContext context)
    {
        (_device, _noise, _result) = (context.Device, context.Allocate(), context.Allocate());
        var mean = context.Own(_device.Allocate(_noise.Shape with { C = 1 }));
        context.Fill(_noise, 0, NoiseDraw.Channels);
        VectorOperations.MeanOfChannels(_device, _noise, mean);
        VectorOperations.RepeatChannel(_device, _result, mean, 1);
        VectorOperations.Combine(_device, _noise, 2 * context.Noise, _noise, -2 * context.Noise, _result);
    }

    /// <summary>The measurement with that noise, until the next call.</summary>
    /// <param name="measured">y.</param>
    public Tensor Of(Tensor measured)
    {
        VectorOperations.Combine(_device, _result, 1, measured, 1, _noise);
        return _result;
    }
}
