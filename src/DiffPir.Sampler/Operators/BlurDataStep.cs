using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Solvers;

namespace DiffPir.Sampler;

/// <summary>Data step of a periodic blur with or without reduction, in one pass through the frequency domain.</summary>
internal sealed class BlurDataStep : IDataStep
{
    private readonly CirculantDataStep _step;

    /// <summary>Transforms kernel and measurement.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="model">The blur and the reduction.</param>
    /// <param name="canvas">Shape of the estimates.</param>
    /// <param name="y">The measurement of pictures on [-1,1], of the known region.</param>
    /// <param name="sum">Sum of the kernel.</param>
    /// <param name="known">The part of the reduced picture that is known; null for all.</param>
    public BlurDataStep(ComputeDevice device, CirculantModel model, TensorShape canvas, Tensor y, double sum, KnownRegion? known)
    {
        using var light = device.Allocate(y.Shape);
        light.Upload([.. y.Download().Select(value => (float)((value + sum) / 2))]);
        if (known is not { } part)
        {
            _step = new CirculantDataStep(device, model, canvas, light);
            return;
        }

        using var whole = device.Allocate(y.Shape with { H = model.Rows / model.Scale, W = model.Columns / model.Scale });
        TileOperations.Clear(device, whole);
        TileOperations.Paste(device, whole, light, part.Top, part.Left);
        _step = new CirculantDataStep(device, model, canvas, whole, known);
        device.Synchronize();
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance) => _step.Apply(estimate, rho, guidance);

    /// <inheritdoc/>
    public void Follow(Tensor estimate, double rho, double guidance, bool roughly) =>
        _step.Apply(estimate, rho, guidance, follows: true, roughly);

    /// <inheritdoc/>
    public void Dispose() => _step.Dispose();
}
