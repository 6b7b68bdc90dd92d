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
    private readonly int _scale;
    private readonly Tensor _measured;
    private readonly Tensor _reduced;
    private readonly ImageResizer _down;

    /// <summary>Copies the measurement.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="parameters">Number and length of the iterations.</param>
    /// <param name="scale">The reduction along each side.</param>
    /// <param name="y">The measurement of pictures on [-1,1].</param>
    public BackProjectionDataStep(ComputeDevice device, BackProjection parameters, int scale, Tensor y)
    {
        (_device, _parameters, _scale) = (device, parameters, scale);
        var small = y.Shape;
        _measured = device.Allocate(small);
        VectorOperations.Copy(device, _measured, y);
        device.Synchronize();
        _reduced = device.Allocate(small);
        _down = new ImageResizer(
            device, small.N, small.C, ResizeTaps.Reduce(small.H * scale, scale), ResizeTaps.Reduce(small.W * scale, scale));
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance)
    {
        for (int i = 0; i < _parameters.Iterations; i++)
        {
            // The weights of the reduction sum to 1, so that it may as well act on [-1,1].
            _down.Run(estimate, _reduced);
            RegionOperations.AddReplicated(_device, estimate, _measured, _reduced, _scale, _parameters.Gamma / (1 + rho));
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
