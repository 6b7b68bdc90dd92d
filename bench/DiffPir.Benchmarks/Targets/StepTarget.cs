using System.Diagnostics;
using DiffPir.Benchmarks.Peers;
using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Benchmarks.Targets;

/// <summary>
/// The time of a sampler's step outside the network: the product's own loop, deblurring with periodic boundaries, with a prior that
/// launches nothing, from the end of one step to the end of the next.
/// </summary>
internal sealed class StepTarget : ITarget
{
    private const int Steps = 50;
    private const double Share = 0.03;

    /// <inheritdoc/>
    public string Name => "step";

    /// <inheritdoc/>
    public IEnumerable<TargetRow> Measure(TargetSettings settings)
    {
        var device = settings.Device;
        using var network = new EngineNetwork(device, PublishedNetworks.BuiltInSmall, TargetSettings.Size);
        using var engine = new RestorationEngine(device, _ => new SilentPrior());
        List<double> evaluations = [], steps = [];
        for (int round = -1; round < settings.Rounds; round++)
        {
            network.Evaluate();
            double[] evaluation = [.. Enumerable.Range(0, settings.Evaluations).Select(_ => Timing.Milliseconds(network.Evaluate))];
            var step = TimeSteps(engine);
            if (round >= 0) // the first round compiled kernels
            {
                evaluations.AddRange(evaluation);
                steps.AddRange(step);
            }
        }

        double ours = Timing.Median(steps), whole = Timing.Median(evaluations);
        yield return new(
            "one step outside the network: data step by FFT, noise, 3x256x256", $"{ours:F2} ms",
            $"{whole:F1} ms, an evaluation of the small built-in prior", $"{ours / whole:P1}", $"at most {Share:P0}", ours / whole <= Share);
    }

    // The first step starts with what came before it, and the last has neither a data step nor noise.
    private static IEnumerable<double> TimeSteps(RestorationEngine engine)
    {
        var picture = new PlanarImage(PeerInput.Channels, TargetSettings.Size, TargetSettings.Size, PeerInput.Picture(TargetSettings.Size));
        var degradation = new Deblurring(BlurKernel.Gaussian(25, 1.6), BoundaryHandling.Periodic);
        var job = new RestorationJob { Degradation = degradation, Noise = 5, Options = DiffPirOptions.Default(degradation, 5) with { Steps = Steps } };
        var clock = new StepClock();
        engine.Restore(job, picture, clock);
        return clock.Ends.Zip(clock.Ends.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds).SkipLast(1);
    }

    private sealed class StepClock : IProgress<SamplerProgress>
    {
        public List<long> Ends { get; } = [];

        public void Report(SamplerProgress value) => Ends.Add(Stopwatch.GetTimestamp());
    }

    /// <summary>
    /// Predicts no noise in the first step, and leaves the tensor alone later, which then holds the noise that was drawn last.
    /// </summary>
    private sealed class SilentPrior : IPrior, IPriorSession
    {
        public int Channels => PeerInput.Channels;

        public int SizeMultiple => 1;

        public NoiseSchedule Schedule => NoiseSchedule.Standard;

        public long PlannedBytes => 0;

        public IPriorSession CreateSession(TensorShape shape, IReadOnlyList<int> timesteps, PlanMemory? memory = null) => this;

        public void PredictNoise(Tensor x, int stepIndex, Tensor noise, CancellationToken cancellation = default)
        {
            if (stepIndex == 0)
            {
                noise.Upload(new float[noise.Shape.Elements]);
            }
        }

        public void Dispose()
        {
        }
    }
}
