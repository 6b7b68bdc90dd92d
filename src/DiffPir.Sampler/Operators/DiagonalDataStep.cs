using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// Exact data step where each pixel was measured or not: known ones become (y + rho x) / (1 + rho), unknown ones stay (DiffPIR, eq. 17).
/// </summary>
internal sealed class DiagonalDataStep : IDataStep
{
    private readonly ComputeDevice _device;
    private readonly Tensor _target;
    private readonly Tensor _known;

    /// <summary>Copies the measurement; borrows the mask, 1 where a pixel is known and 0 elsewhere.</summary>
    public DiagonalDataStep(ComputeDevice device, Tensor y, Tensor known)
    {
        (_device, _known, _target) = (device, known, device.Allocate(y.Shape));
        VectorOperations.Copy(device, _target, y);
        device.Synchronize();
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) =>
        BlendOperations.PullTowards(_device, estimate, _target, _known, guidance / (1 + rho));

    /// <inheritdoc/>
    public void Dispose() => _target.Dispose();
}
