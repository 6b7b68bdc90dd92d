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
    private readonly Tensor _confidence;

    /// <summary>Uploads the measurement and the mask, both extended to the canvas by unknown pixels.</summary>
    public DiagonalDataStep(ComputeDevice device, PlanarImage measured, PixelMask? mask, TensorShape canvas)
    {
        _device = device;
        _target = device.Allocate(canvas);
        _confidence = device.Allocate(canvas);
        var known = new PlanarImage(measured.Channels, measured.Height, measured.Width);
        for (int i = 0; i < known.Data.Length; i++)
        {
            known.Data[i] = mask is null || mask.Known[i % mask.Known.Length] ? 1f : 0f;
        }

        Canvas.Upload(_target, measured, 2f, -1f);
        Canvas.Upload(_confidence, known, 1f, 0f);
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) =>
        SamplingOperations.PullTowards(_device, estimate, _target, _confidence, guidance / (1 + rho));

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _confidence.Dispose();
    }
}
