using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Device memory for what lives only while a plan runs. Plans that never run at the same time may share it: together they take what the
/// largest needs, if it is planned first. Dispose it after them.
/// </summary>
/// <param name="device">The plans' device.</param>
public sealed class PlanMemory(ComputeDevice device) : IDisposable
{
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];

    /// <summary>Bytes taken so far.</summary>
    public long Bytes => _buffers.Sum(static buffer => buffer.LengthInBytes);

    /// <summary>
    /// Whether plans came in an order that took more than the largest of them needs: one that was larger than those before it has memory of its own.
    /// </summary>
    public bool IsWasted => _buffers.Count > 1;

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
