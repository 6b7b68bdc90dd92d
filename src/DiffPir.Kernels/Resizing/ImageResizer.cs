using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Resizing;

/// <summary>
/// Resizes the top left part of planar images on a device by tables of taps, along columns, then along rows. It owns the tables and the
/// picture in between.
/// </summary>
public sealed class ImageResizer : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly ResizeTaps _rows;
    private readonly ResizeTaps _columns;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _rowIndices;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _columnIndices;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _rowWeights;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _columnWeights;
    private readonly Tensor _between;

    /// <summary>Uploads the tables.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="images">Images resized at once.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="rows">How rows of the output are made.</param>
    /// <param name="columns">How columns of the output are made.</param>
    public ImageResizer(ComputeDevice device, int images, int channels, ResizeTaps rows, ResizeTaps columns)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        (_device, _rows, _columns) = (device, rows, columns);
        _between = device.Allocate(new(images, channels, rows.InputLength, columns.OutputLength));
        _rowIndices = device.AllocateIntegers(rows.Indices);
        _columnIndices = device.AllocateIntegers(columns.Indices);
        _rowWeights = Weights(rows);
        _columnWeights = Weights(columns);
    }

    /// <summary>Enqueues a resize from the top left part of one tensor to the top left part of another.</summary>
    /// <exception cref="ArgumentException">A tensor is too small.</exception>
    public void Run(Tensor source, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        Require(source, _rows.InputLength, _columns.InputLength);
        Require(target, _rows.OutputLength, _columns.OutputLength);
        Launch(
            ResizeKernels.Horizontal, source, _between, _columnIndices, _columnWeights, _rows.InputLength,
            new(_columns.OutputLength, source.Shape.H, source.Shape.W, _between.Shape.H, _between.Shape.W, _columns.Count));
        Launch(
            ResizeKernels.Vertical, _between, target, _rowIndices, _rowWeights, _rows.OutputLength,
            new(_columns.OutputLength, _between.Shape.H, _between.Shape.W, target.Shape.H, target.Shape.W, _rows.Count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _between.Dispose();
        _rowIndices.Dispose();
        _columnIndices.Dispose();
        _rowWeights.Dispose();
        _columnWeights.Dispose();
    }

    private MemoryBuffer1D<float, Stride1D.Dense> Weights(ResizeTaps taps)
    {
        var buffer = _device.AllocateFloats(taps.Weights.Length);
        buffer.View.CopyFromCPU(_device.Stream, taps.Weights.ToArray());
        _device.Synchronize();
        return buffer;
    }

    private void Require(Tensor tensor, int rows, int columns)
    {
        var (n, c, h, w) = tensor.Shape;
        if (n != _between.Shape.N || c != _between.Shape.C || h < rows || w < columns)
        {
            throw new ArgumentException(
                $"this resize takes {_between.Shape.N}x{_between.Shape.C} planes of at least {rows}x{columns}, not {tensor.Shape}", nameof(tensor));
        }
    }

    private void Launch(
        Action<ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ResizeShape> kernel, Tensor source, Tensor target,
        MemoryBuffer1D<int, Stride1D.Dense> indices, MemoryBuffer1D<float, Stride1D.Dense> weights, int rows, ResizeShape shape) =>
        _device.Load(kernel)(
            ColumnGrid.Config(_device, shape.Columns, rows, source.Shape.N * source.Shape.C), source.View, target.View, indices.View, weights.View, shape);
}
