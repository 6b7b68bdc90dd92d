using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// Exact data step of a JPEG. The intervals say nothing of how likely a value within is, so that the proximal operator is the way into them, whatever
/// the weight of the prior.
/// </summary>
/// <param name="projection">Into the intervals; owned.</param>
internal sealed class JpegDataStep(JpegProjection projection) : IDataStep
{
    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => projection.Apply(estimate, guidance);

    /// <summary>
    /// Enqueues the mean in place of the most likely: each coefficient becomes the mean of a normal distribution around it that its interval cuts off.
    /// </summary>
    /// <param name="estimate">A picture on [-1,1].</param>
    /// <param name="sigma">Standard deviation of a coefficient of the estimate, on [-1,1], greater than 0.</param>
    public void ApplyMean(Tensor estimate, double sigma) => projection.ApplyMean(estimate, sigma);

    /// <inheritdoc/>
    public void Dispose() => projection.Dispose();
}
