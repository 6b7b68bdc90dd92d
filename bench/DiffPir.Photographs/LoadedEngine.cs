using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>An engine with its device; the prior is loaded with the first picture.</summary>
internal sealed class LoadedEngine(ComputeDevice device, string model) : IDisposable
{
    private readonly RestorationEngine _engine = new(device, _ => DenoiserLoader.Load(device, model));

    /// <summary>What to call the device.</summary>
    public string DeviceName => device.Description.Name;

    /// <summary>The picture that a job makes of another.</summary>
    public PlanarImage Restore(RestorationJob job, PlanarImage picture, IProgress<SamplerProgress>? progress = null) =>
        _engine.Restore(job, picture, progress).Image;

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        device.Dispose();
    }
}
