using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H is the identity: only noise is to be removed.</summary>
public sealed class Denoising : Degradation
{
    /// <inheritdoc/>
    public override string Name => "denoising";

    /// <inheritdoc/>
    public override bool IsSpectral => true;

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        new MaskOperator(device, canvas, height, width, []);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return new(clean.Channels, clean.Height, clean.Width, [.. clean.Data]);
    }
}
