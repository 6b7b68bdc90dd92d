using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>An engine with its device; the prior is loaded with the first picture.</summary>
internal sealed class LoadedEngine(ComputeDevice device, string model, INoiseSource? noise = null) : IDisposable
{
    private readonly RestorationEngine _engine = new(device, _ => DenoiserLoader.Load(device, model), noise);

    /// <summary>What to call the device.</summary>
    public string DeviceName => device.Description.Name;

    /// <summary>What needs no prior, on the same device.</summary>
    public PlainReferences Plain { get; } = new(device);

    /// <summary>What a job makes of a picture.</summary>
    public RestorationResult Restore(RestorationJob job, PlanarImage picture, IProgress<SamplerProgress>? progress = null) =>
        _engine.Restore(job, picture, progress);

    /// <summary>The picture without what happened to it.</summary>
    /// <param name="degradation">What happened to it.</param>
    /// <param name="noise">The level of its noise in grey levels.</param>
    /// <param name="picture">The measurement.</param>
    /// <param name="options">A method; null for DiffPIR with its defaults.</param>
    /// <param name="progress">Told after each step.</param>
    public PlanarImage Undo(
        Degradation degradation, double noise, PlanarImage picture, MethodOptions? options = null, IProgress<SamplerProgress>? progress = null)
    {
        var job = new RestorationJob { Degradation = degradation, Noise = noise, Options = options ?? DiffPirOptions.Default(degradation, noise) };
        return Restore(job, picture, progress).Image;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        device.Dispose();
    }
}
