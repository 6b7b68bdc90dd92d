using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Network;

/// <summary>
/// A DRUNet and its gradient planned for one image shape. The noise is (x - a (2 D(x / (2 a) + 1/2) - 1)) / s, and so J^T v = (v - D'^T v) / s.
/// </summary>
internal sealed class DrunetGradientSession : IGradientSession
{
    private readonly ComputeDevice _device;
    private readonly GradientPlan _plan;
    private readonly Tensor _input;
    private readonly Tensor _inputGradient;
    private readonly (double Signal, double Noise)[] _levels;
    private int _latest;

    /// <summary>Takes ownership of the plan, also where it fails.</summary>
    /// <param name="device">The plan's device.</param>
    /// <param name="plan">The denoiser and its gradient.</param>
    /// <param name="input">Shape of the denoiser's input.</param>
    /// <param name="levels">Signal and noise of the schedule's steps.</param>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    public DrunetGradientSession(ComputeDevice device, GradientPlan plan, TensorShape input, (double Signal, double Noise)[] levels)
    {
        (_device, _plan, _levels) = (device, plan, levels);
        try
        {
            _input = device.Allocate(input);
            _inputGradient = device.Allocate(input);
        }
        catch
        {
            _input?.Dispose();
            plan.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long PlannedBytes => _plan.PlannedBytes + (2 * _input.Shape.Elements * sizeof(float));

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stepIndex, _levels.Length);
        NoiseLevelOperations.PrepareInput(_device, x, _input, _levels[stepIndex].Signal, _levels[stepIndex].Noise);
        _plan.Predict(_input, noise);
        NoiseLevelOperations.NoiseOf(_device, x, noise, noise, _levels[stepIndex].Signal, _levels[stepIndex].Noise);
        _latest = stepIndex;
    }

    /// <inheritdoc/>
    public void PullBack(Tensor vector, Tensor gradient)
    {
        _plan.PullBack(vector, _inputGradient);
        NoiseLevelOperations.NoiseGradientOf(_device, vector, _inputGradient, gradient, _levels[_latest].Noise);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _input.Dispose();
        _inputGradient.Dispose();
    }
}
