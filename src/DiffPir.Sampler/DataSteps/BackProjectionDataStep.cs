using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Resizing;

namespace DiffPir.Sampler;

/// <summary>
/// Iterative back-projection for bicubic super-resolution: x &lt;- x + gamma / (1 + rho) up(y - down(x)), down the antialiased bicubic
/// reduction, up the repetition of pixels. Not a minimiser; guidance does not apply.
/// </summary>
internal sealed class BackProjectionDataStep : IDataStep
{
    private readonly ComputeDevice _device;
    private readonly BackProjection _parameters;
    private readonly Tensor _measured;
    private readonly Tensor _reduced;
    private readonly ImageResizer _down;

    /// <summary>Uploads the measurement.</summary>
    public BackProjectionDataStep(ComputeDevice device, BackProjection parameters, PlanarImage measured, TensorShape canvas)
    {
        (_device, _parameters) = (device, parameters);
        var small = new TensorShape(canvas.N, canvas.C, measured.Height, measured.Width);
        _measured = device.Allocate(small);
        Canvas.Upload(_measured, measured, 2f, -1f);
        _reduced = device.Allocate(small);
        _down = new ImageResizer(
            device, canvas.N, canvas.C, ResizeTaps.Reduce(measured.Height * parameters.Scale, parameters.Scale),
            ResizeTaps.Reduce(measured.Width * parameters.Scale, parameters.Scale));
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance)
    {
        for (int i = 0; i < _parameters.Iterations; i++)
        {
            // The weights of the reduction sum to 1, so that it may as well act on [-1,1].
            _down.Run(estimate, _reduced);
            RegionOperations.AddReplicated(_device, estimate, _measured, _reduced, _parameters.Scale, _parameters.Gamma / (1 + rho));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _measured.Dispose();
        _reduced.Dispose();
        _down.Dispose();
    }
}
