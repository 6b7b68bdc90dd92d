using DiffPir.Kernels;
using DiffPir.Kernels.Fourier;

namespace DiffPir.Sampler;

/// <summary>Exact data step of a periodic blur with or without reduction.</summary>
internal sealed class SpectralDataStep : IDataStep
{
    private readonly CirculantDataStep _step;

    /// <summary>Uploads kernel and measurement.</summary>
    public SpectralDataStep(ComputeDevice device, BlurKernel kernel, int scale, PlanarImage measured, TensorShape canvas)
    {
        using var tensor = device.Allocate(new(1, measured.Channels, measured.Height, measured.Width));
        tensor.Upload(measured.Data);
        var model = new CirculantModel(measured.Height * scale, measured.Width * scale, scale, kernel.Height, kernel.Width, kernel.Values);
        _step = new CirculantDataStep(device, model, canvas, tensor);
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => _step.Apply(estimate, rho, guidance);

    /// <inheritdoc/>
    public void Dispose() => _step.Dispose();
}
