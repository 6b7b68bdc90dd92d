using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// Data step of a JPEG of what another operator H made of a picture: the nearest measurement that the file allows takes the place of the measurement in
/// the proximal operator of H. Not the minimiser, as H mixes the blocks, but a step of the alternating projections that go there;
/// where the estimate explains the file already it stays as it is.
/// </summary>
internal sealed class JpegNormalDataStep : NormalDataStep
{
    private readonly ComputeDevice _device;
    private readonly JpegProjection _projection;
    private readonly Tensor _predicted;

    /// <summary>Joins them.</summary>
    /// <param name="first">H.</param>
    /// <param name="projection">Into the intervals of its result; owned.</param>
    public JpegNormalDataStep(LinearOperator first, JpegProjection projection)
        : base(first) => (_device, _projection, _predicted) = (first.Device, projection, first.Device.Allocate(first.Range));

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _predicted.Dispose();
        _projection.Dispose();
    }

    /// <inheritdoc/>
    protected override void ToResidual(Tensor predicted)
    {
        VectorOperations.Copy(_device, _predicted, predicted);
        _projection.Apply(predicted, 1);
        VectorOperations.Combine(_device, predicted, 1, predicted, -1, _predicted);
    }
}
