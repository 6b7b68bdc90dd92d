using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>One gradient step towards a measurement: x &lt;- x + scale / rho H^T (y - H x). Guidance does not apply.</summary>
/// <param name="context">The problem, to which all tensors belong.</param>
internal sealed class FirstOrderDataStep(SamplingContext context) : IDataStep
{
    // The program compares pictures on [-1,1] where it enlarges, and on [0,1] elsewhere, where differences and their gradient are half as large.
    private readonly double _scale = context.Degradation is SuperResolution ? 1 : 0.25;

    private readonly Tensor _residual = context.AllocateMeasurement();
    private readonly Tensor _gradient = context.Allocate();

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => Apply(estimate, rho, context.Measured);

    /// <summary>The same towards another measurement.</summary>
    public void Apply(Tensor estimate, double rho, Tensor measured)
    {
        context.Operator.Misfit(estimate, measured, _residual);
        context.Operator.Adjoint(_residual, _gradient);
        BlendOperations.AddNoise(context.Device, estimate, _gradient, _scale / rho);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
