using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// A block of device memory that holds images as planar N x C x H x W floats: the form in which pictures, noise and predictions pass
/// between the layers. It owns its memory.
/// </summary>
public sealed class Tensor : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;

    internal Tensor(ComputeDevice device, TensorShape shape, MemoryBuffer1D<float, Stride1D.Dense> buffer)
    {
        (_device, Shape, _buffer) = (device, shape, buffer);
    }

    /// <summary>Sizes.</summary>
    public TensorShape Shape { get; }

    /// <summary>The elements in the order N, C, H, W.</summary>
    /// <exception cref="ObjectDisposedException">The tensor, or its device and with it all memory, is gone.</exception>
    internal ArrayView<float> View
    {
        get
        {
            ObjectDisposedException.ThrowIf(_device.IsDisposed || _buffer.IsDisposed, this);
            return ((ArrayView<float>)_buffer.View).SubView(0, Shape.Elements);
        }
    }

    /// <summary>Copies host values (N, C, H, W order) to the device and waits for the copy.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public void Upload(ReadOnlySpan<float> values)
    {
        if (values.Length != Shape.Elements)
        {
            throw new ArgumentException($"a tensor of {Shape} takes {Shape.Elements} values, not {values.Length}", nameof(values));
        }

        View.CopyFromCPU(_device.Stream, values.ToArray());
        _device.Synchronize();
    }

    /// <summary>Waits for the device and copies the elements to the host, in N, C, H, W order.</summary>
    public float[] Download()
    {
        float[] values = new float[Shape.Elements];
        View.CopyToCPU(_device.Stream, values);
        _device.Synchronize();
        return values;
    }

    /// <summary>Checks that kernels may use two tensors together: the memory of another device means nothing to them.</summary>
    /// <param name="other">The tensor that sets the device.</param>
    /// <exception cref="ArgumentException">They are of different devices.</exception>
    public void RequireDeviceOf(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (_device != other._device)
        {
            throw new ArgumentException(
                $"a tensor of device '{_device.Description.Selector}' is used with a network on device '{other._device.Description.Selector}', opened apart from it: "
                + "allocate it on the device that the network was loaded on");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
