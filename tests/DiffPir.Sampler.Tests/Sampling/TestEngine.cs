using DiffPir.Kernels;
using DiffPir.Network;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>Makes an engine for each measurement.</summary>
internal sealed class TestEngine(ComputeDevice device, IPrior prior, INoiseSource? noise = null, ulong seed = 0)
{
    public PlanarImage Restore(
        Measurement measurement, MethodOptions options, IProgress<SamplerProgress>? progress = null, CancellationToken cancellation = default)
    {
        var job = new RestorationJob
        {
            Degradation = measurement.Degradation, Noise = measurement.NoiseLevel, Options = options, Seed = seed,
        };
        using var engine = new RestorationEngine(device, _ => prior, noise);
        return engine.Restore(job, measurement.Image, progress, cancellation).Image;
    }
}
