using DiffPir.Kernels;

namespace DiffPir.Network;

/// <summary>A UNet planned for one image shape, with the scales and shifts of one schedule.</summary>
public sealed class UNetSession : IPlannedSession
{
    private readonly Plan _plan;
    private readonly Tensor _conditioning;
    private readonly int _steps;

    /// <summary>Takes ownership of the plan and the table.</summary>
    internal UNetSession(Plan plan, Tensor conditioning, int steps)
    {
        _plan = plan;
        _conditioning = conditioning;
        _steps = steps;
    }

    /// <inheritdoc/>
    public long PlannedBytes => _plan.PlannedBytes + (_conditioning.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public long MultiplyAdds => _plan.MultiplyAdds;

    /// <inheritdoc/>
    public IEnumerable<string> DescribePlan() => _plan.Describe();

    /// <inheritdoc/>
    public IReadOnlyList<PlanTiming> Profile(Tensor x, int stepIndex, Tensor noise, int repetitions = 5) =>
        _plan.Profile(x, noise, _conditioning, stepIndex, repetitions);

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stepIndex, _steps);
        x.RequireDeviceOf(_conditioning);
        noise.RequireDeviceOf(_conditioning);
        _plan.Run(x, noise, _conditioning, stepIndex);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _conditioning.Dispose();
    }
}
