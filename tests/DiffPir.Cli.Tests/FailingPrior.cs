using DiffPir.Cli.Restoring;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests;

/// <summary>A prior whose device fails at some of its evaluations, counted from 1, and cannot even free its memory after that.</summary>
/// <param name="fails">Whether the device fails at an evaluation.</param>
internal sealed class FailingPrior(Predicate<int> fails) : IPrior, IPriorSession
{
    private int _evaluations;
    private bool _hasFailed;

    /// <inheritdoc/>
    public int Channels => 3;

    /// <inheritdoc/>
    public int SizeMultiple => 1;

    /// <inheritdoc/>
    public NoiseSchedule Schedule => NoiseSchedule.Standard;

    /// <inheritdoc/>
    public long PlannedBytes => 0;

    /// <summary>An engine with such a prior on the fastest device of this machine.</summary>
    public static PictureEngine EngineOf(Predicate<int> fails)
    {
        TestDevices.RequireFast();
        var device = ComputeDevice.Open();
        return new(TimeProvider.System, device, new RestorationEngine(device, _ => new FailingPrior(fails)));
    }

    /// <inheritdoc/>
    public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null) => this;

    /// <inheritdoc/>
    public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
    {
        if (fails(++_evaluations))
        {
            _hasFailed = true;
            throw new DeviceException("the device failed at work: it fell off the bus") { HasDeviceFailed = true };
        }

        noise.Upload(new float[noise.Shape.Elements]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_hasFailed)
        {
            throw new InvalidOperationException("the driver refuses to free memory");
        }
    }
}
