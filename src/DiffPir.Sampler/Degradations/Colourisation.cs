using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H is the mean of the channels: a grey picture is to get its colours back.</summary>
public sealed class Colourisation : Degradation
{
    /// <inheritdoc/>
    public override string Name => "colourisation";

    /// <inheritdoc/>
    public override int MeasuredChannels(int channels) => 1;

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.Channels != 1)
        {
            throw new SamplerException($"the picture to colour has {measured.Channels} channels; it must be grey, one channel");
        }
    }

    /// <inheritdoc/>
    public override bool IsSpectral => true;

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        new GreyOperator(device, canvas, height, width);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return clean.MeanOfChannels();
    }
}
