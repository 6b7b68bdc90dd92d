using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A UNet and its gradient planned for one image shape, with the scales and shifts of one schedule.</summary>
/// <param name="plan">Owned.</param>
/// <param name="conditioning">The table of scales and shifts; owned.</param>
/// <param name="steps">Columns of the table.</param>
internal sealed class UNetGradientSession(GradientPlan plan, Tensor conditioning, int steps) : IGradientSession
{
    /// <inheritdoc/>
    public long PlannedBytes => plan.PlannedBytes + (conditioning.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stepIndex, steps);
        plan.Predict(x, noise, conditioning, stepIndex);
    }

    /// <inheritdoc/>
    public void PullBack(Tensor vector, Tensor gradient) => plan.PullBack(vector, gradient);

    /// <inheritdoc/>
    public void Dispose()
    {
        plan.Dispose();
        conditioning.Dispose();
    }
}
