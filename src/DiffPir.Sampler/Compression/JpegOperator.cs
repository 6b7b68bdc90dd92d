using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// H is the identity, and the measurement that of a JPEG: what it says of a picture is an interval for each coefficient, so that the data step moves
/// an estimate into the intervals and no further, whatever the weight of the prior.
/// </summary>
/// <param name="device">The device to compute on.</param>
/// <param name="domain">Shape of x and of y.</param>
/// <param name="coding">The file.</param>
/// <param name="height">Rows of the picture, the top part of x.</param>
/// <param name="width">Columns of the picture.</param>
internal sealed class JpegOperator(ComputeDevice device, TensorShape domain, JpegCoding coding, int height, int width) : LinearOperator(device, domain, domain)
{
    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y) => VectorOperations.Copy(Device, y, x);

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x) => VectorOperations.Copy(Device, x, y);

    /// <inheritdoc/>
    public override IDataStep CreateDataStep(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        var canvas = new PlanarImage(Domain.C, Domain.H, Domain.W, [.. y.Download().Select(static value => (value / 2) + 0.5f)]);
        return new JpegDataStep(new JpegProjection(Device, coding, Domain, canvas.Crop(0, 0, height, width)));
    }
}
