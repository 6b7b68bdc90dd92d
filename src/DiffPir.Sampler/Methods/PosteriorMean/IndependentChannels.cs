using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// Gives channels that share noise what is missing to noise as independent, and as strong in all of their mixtures, as a prior of colours expects it. Noise
/// that is the same in all channels it takes for texture, and keeps it. The mixture that had the strongest noise, of a grey measurement the mean of its
/// channels, stays as it was measured.
/// </summary>
internal sealed class IndependentChannels
{
    private readonly ComputeDevice _device;
    private readonly Tensor _noise;
    private readonly Tensor _result;

    /// <summary>Draws the noise.</summary>
    /// <param name="context">The problem; its measurement is as large as the picture.</param>
    public IndependentChannels(SamplingContext context)
    {
        (_device, _noise, _result) = (context.Device, context.Allocate(), context.Allocate());
        var shape = _noise.Shape with { C = 1 };
        Tensor white = context.Own(_device.Allocate(shape)), mixture = context.Own(_device.Allocate(shape));
        context.Fill(_result, 0, NoiseDraw.Channels);
        double[,] weights = context.ChannelNoise.Missing;
        for (int c = 0; c < _noise.Shape.C; c++)
        {
            for (int k = 0; k <= c; k++)
            {
                ChannelOperations.Take(_device, white, _result, k);
                VectorOperations.Combine(_device, mixture, 2 * context.ShownNoise * weights[c, k], white, k == 0 ? 0 : 1, k == 0 ? white : mixture);
            }

            ChannelOperations.Put(_device, _noise, mixture, c);
        }
    }

    /// <summary>The measurement with that noise, until the next call.</summary>
    /// <param name="measured">y.</param>
    public Tensor Of(Tensor measured)
    {
        VectorOperations.Combine(_device, _result, 1, measured, 1, _noise);
        return _result;
    }
}
