using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Network;

/// <summary>A DRUNet planned for one image shape, with the noise levels of one schedule.</summary>
public sealed class DrunetSession : IPlannedSession
{
    private readonly ComputeDevice _device;
    private readonly Plan _plan;
    private readonly Tensor _input;
    private readonly (double Signal, double Noise)[] _levels;

    /// <summary>Takes ownership of the plan.</summary>
    internal DrunetSession(ComputeDevice device, Plan plan, (double Signal, double Noise)[] levels)
    {
        _device = device;
        _plan = plan;
        _levels = levels;
        _input = device.Allocate(plan.InputShape);
    }

    /// <inheritdoc/>
    public long PlannedBytes => _plan.PlannedBytes + (_input.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public long MultiplyAdds => _plan.MultiplyAdds;

    /// <inheritdoc/>
    public IEnumerable<string> DescribePlan() => _plan.Describe();

    /// <inheritdoc/>
    public IReadOnlyList<PlanTiming> Profile(Tensor x, int stepIndex, Tensor noise, int repetitions = 5)
    {
        PrepareInput(x, stepIndex);
        return _plan.Profile(_input, noise, repetitions: repetitions);
    }

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        noise.RequireDeviceOf(_input);
        PrepareInput(x, stepIndex);
        _plan.Run(_input, noise);
        NoiseLevelOperations.NoiseOf(_device, x, noise, noise, _levels[stepIndex].Signal, _levels[stepIndex].Noise);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _input.Dispose();
    }

    private void PrepareInput(Tensor x, int stepIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stepIndex, _levels.Length);
        x.RequireDeviceOf(_input);
        NoiseLevelOperations.PrepareInput(_device, x, _input, _levels[stepIndex].Signal, _levels[stepIndex].Noise);
    }
}
