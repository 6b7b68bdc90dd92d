using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Device memory for what lives only while a plan runs. Plans that never run at the same time may share it: together they take little more than
/// the largest does. Dispose it after them.
/// </summary>
/// <param name="device">The plans' device.</param>
public sealed class PlanMemory(ComputeDevice device) : IDisposable
{
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];

    /// <summary>Bytes taken so far.</summary>
    public long Bytes => _buffers.Sum(static buffer => buffer.LengthInBytes);

    /// <summary>So many floats, aligned as an allocation is; others may have been given the same ones.</summary>
    /// <exception cref="DeviceException">The device has too little memory.</exception>
    internal ArrayView<float> Take(long count)
    {
        var buffer = _buffers.Find(candidate => candidate.Length >= count);
        if (buffer is null)
        {
            _buffers.Add(buffer = device.AllocateFloats(count));
        }

        return buffer.View.SubView(0, count);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffers.ForEach(static buffer => buffer.Dispose());
}
