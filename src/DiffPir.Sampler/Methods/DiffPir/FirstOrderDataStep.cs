using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>One gradient step towards a measurement: x &lt;- x + scale / rho H^T (y - H x). Guidance does not apply.</summary>
internal sealed class FirstOrderDataStep : IDataStep
{
    private readonly LinearOperator _operator;
    private readonly Tensor _measured;
    private readonly Tensor _residual;
    private readonly Tensor _gradient;
    private readonly double _scale;

    /// <summary>Copies the measurement.</summary>
    /// <param name="linear">H.</param>
    /// <param name="y">The measurement of pictures on [-1,1].</param>
    /// <param name="scale">See <see cref="ScaleOf"/>.</param>
    public FirstOrderDataStep(LinearOperator linear, Tensor y, double scale)
    {
        var device = linear.Device;
        (_operator, _scale) = (linear, scale);
        (_measured, _residual, _gradient) = (device.Allocate(linear.Range), device.Allocate(linear.Range), device.Allocate(linear.Domain));
        VectorOperations.Copy(device, _measured, y);
        device.Synchronize();
    }

    /// <summary>
    /// The program compares pictures on [-1,1] where it enlarges, and on [0,1] elsewhere, where differences and their gradient are half as large.
    /// </summary>
    public static double ScaleOf(Degradation degradation) => degradation is SuperResolution ? 1 : 0.25;

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => Apply(estimate, rho, _measured);

    /// <summary>The same towards another measurement.</summary>
    public void Apply(Tensor estimate, double rho, Tensor measured)
    {
        _operator.Misfit(estimate, measured, _residual);
        _operator.Adjoint(_residual, _gradient);
        SamplingOperations.AddNoise(_operator.Device, estimate, _gradient, _scale / rho);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _measured.Dispose();
        _residual.Dispose();
        _gradient.Dispose();
    }
}
