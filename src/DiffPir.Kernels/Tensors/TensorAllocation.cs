namespace DiffPir.Kernels;

/// <summary>Makes tensors.</summary>
public static class TensorAllocation
{
    /// <summary>Allocates a planar N x C x H x W tensor of uninitialised floats, which is disposed before its device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or all together are too large for any memory.</exception>
    /// <exception cref="ObjectDisposedException">The device is closed.</exception>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public static Tensor Allocate(this ComputeDevice device, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(device);
        ObjectDisposedException.ThrowIf(device.IsDisposed, device);
        shape.Validate();
        return new(device, shape, device.AllocateFloats(shape.Elements));
    }
}
