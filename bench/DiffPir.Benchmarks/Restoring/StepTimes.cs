using System.Diagnostics;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Benchmarks.Restoring;

/// <summary>Splits the steps of restorations into what the prior takes and the rest; waits for the device before and after each evaluation.</summary>
internal sealed class StepTimes : IProgress<SamplerProgress>
{
    private readonly List<double> _inside = [];
    private readonly Dictionary<int, List<double>> _outside = [];
    private long _evaluated;

    /// <summary>Median of an evaluation in milliseconds.</summary>
    public double Inside => Timing.Median(_inside);

    /// <summary>What a step takes besides, in milliseconds: the mean over a restoration's steps, which differ, of each one's median.</summary>
    public double Outside => _outside.Values.Average(Timing.Median);

    /// <summary>The prior, timed.</summary>
    public IPrior Watch(ComputeDevice device, IPrior prior) => new WatchedPrior(this, device, prior);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _inside.Clear();
        _outside.Clear();
    }

    /// <inheritdoc/>
    public void Report(SamplerProgress value)
    {
        if (!_outside.TryGetValue(value.Step, out var times))
        {
            _outside.Add(value.Step, times = []);
        }

        times.Add(Stopwatch.GetElapsedTime(_evaluated).TotalMilliseconds);
    }

    private sealed class WatchedPrior(StepTimes times, ComputeDevice device, IPrior prior) : IPrior
    {
        public int Channels => prior.Channels;

        public int SizeMultiple => prior.SizeMultiple;

        public NoiseSchedule Schedule => prior.Schedule;

        public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null) =>
            new WatchedSession(times, device, prior.CreateSession(shape, timesteps, memory));

        public void Dispose() => prior.Dispose();
    }

    private sealed class WatchedSession(StepTimes times, ComputeDevice device, IPriorSession session) : IPriorSession
    {
        public long PlannedBytes => session.PlannedBytes;

        public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
        {
            device.Synchronize();
            times._inside.Add(Timing.Milliseconds(() =>
            {
                session.PredictNoise(x, stepIndex, noise, cancellation);
                device.Synchronize();
            }));
            times._evaluated = Stopwatch.GetTimestamp();
        }

        public void Dispose() => session.Dispose();
    }
}
