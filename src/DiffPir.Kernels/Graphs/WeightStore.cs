using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// The weights of one network on one device. A tensor is read from its source, brought into the order that a kernel wants and uploaded
/// when a plan first asks for it; later plans share it.
/// </summary>
/// <param name="device">Where the weights live.</param>
/// <param name="read">Gives the values of a named tensor, in the checkpoint's own order.</param>
public sealed class WeightStore(ComputeDevice device, Func<string, float[]> read) : IDisposable
{
    private readonly Dictionary<(string Name, string Form), MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];

    /// <summary>Bytes uploaded so far.</summary>
    public long Bytes => _buffers.Values.Sum(buffer => buffer.LengthInBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers.Values)
        {
            buffer.Dispose();
        }

        _buffers.Clear();
    }

    /// <summary>A tensor in a form; <paramref name="transform"/> brings it there the first time.</summary>
    internal ArrayView<float> Get(string name, string form, Func<float[], float[]> transform) =>
        GetComputed(name, form, () => transform(read(name)));

    /// <summary>A tensor as it is.</summary>
    internal ArrayView<float> Get(string name) => Get(name, "plain", values => values);

    /// <summary>A table that an operation computes itself, kept like a weight.</summary>
    internal ArrayView<float> GetComputed(string name, string form, Func<float[]> compute)
    {
        if (!_buffers.TryGetValue((name, form), out var buffer))
        {
            float[] values = compute();
            buffer = device.AllocateFloats(values.Length);
            buffer.View.CopyFromCPU(device.Accelerator.DefaultStream, values);
            device.Synchronize();
            _buffers.Add((name, form), buffer);
        }

        return buffer.View;
    }
}
