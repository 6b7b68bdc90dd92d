using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H is the identity: only noise is to be removed.</summary>
public sealed class Denoising : Degradation
{
    /// <inheritdoc/>
    public override string Name => "denoising";

    /// <inheritdoc/>
    internal override void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas) => Canvas.Upload(canvas, measured, 2f, -1f);

    /// <inheritdoc/>
    internal override IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas) =>
        new DiagonalDataStep(device, measured, null, canvas);

    /// <inheritdoc/>
    private protected override PlanarImage Apply(PlanarImage clean) =>
        new(clean.Channels, clean.Height, clean.Width, [.. clean.Data]);
}
