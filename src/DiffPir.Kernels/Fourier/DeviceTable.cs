using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>Complex constants on a device, computed in double on the host and rounded once.</summary>
internal sealed class DeviceTable : IDisposable
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly int _count;

    /// <summary>Uploads the constants.</summary>
    public DeviceTable(ComputeDevice device, (double Real, double Imaginary)[] values)
    {
        _count = values.Length;
        _buffer = device.AllocateFloats(2 * _count);
        _buffer.View.CopyFromCPU(
            device.Stream, [.. values.Select(value => (float)value.Real), .. values.Select(value => (float)value.Imaginary)]);
        device.Synchronize();
    }

    /// <summary>Real parts, then as many imaginary ones.</summary>
    public ArrayView<float> All => _buffer.View;

    /// <summary>Real parts.</summary>
    public ArrayView<float> Real => ((ArrayView<float>)_buffer.View).SubView(0, _count);

    /// <summary>Imaginary parts.</summary>
    public ArrayView<float> Imaginary => ((ArrayView<float>)_buffer.View).SubView(_count, _count);

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
