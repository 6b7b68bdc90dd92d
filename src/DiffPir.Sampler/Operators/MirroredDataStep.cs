using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>Data step of a blur by a symmetric kernel at mirrored edges: the periodic one of the doubled picture and measurement.</summary>
internal sealed class MirroredDataStep : IDataStep
{
    private readonly ComputeDevice _device;
    private readonly BlurDataStep _step;
    private readonly Tensor _doubled;
    private readonly Tensor _picture;

    /// <summary>Transforms kernel and measurement.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="model">The periodic blur and reduction of the doubled picture.</param>
    /// <param name="canvas">Shape of the estimates.</param>
    /// <param name="y">The measurement of pictures on [-1,1].</param>
    /// <param name="sum">Sum of the kernel.</param>
    public MirroredDataStep(ComputeDevice device, CirculantModel model, TensorShape canvas, Tensor y, double sum)
    {
        _device = device;
        using (var measured = device.Allocate(y.Shape with { H = 2 * y.Shape.H, W = 2 * y.Shape.W }))
        {
            MirrorOperations.Unfold(device, y, measured);
            _doubled = device.Allocate(canvas with { H = model.Rows, W = model.Columns });
            _step = new BlurDataStep(device, model, _doubled.Shape, measured, sum, null);
        }

        _picture = device.Allocate(canvas with { H = model.Rows / 2, W = model.Columns / 2 });
    }

    /// <inheritdoc/>
    public void Apply(Tensor estimate, double rho, double guidance)
    {
        MirrorOperations.Unfold(_device, estimate, _doubled);
        _step.Apply(_doubled, rho, guidance);
        TileOperations.Cut(_device, _picture, _doubled, 0, 0);
        TileOperations.Paste(_device, estimate, _picture, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _step.Dispose();
        _doubled.Dispose();
        _picture.Dispose();
    }
}
