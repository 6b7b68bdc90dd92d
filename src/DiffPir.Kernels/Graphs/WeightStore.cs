using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// The weights of one network on one device. A tensor is read from its source, brought into the order that a kernel wants and put on the
/// device when a plan first asks for it; later plans share it.
/// </summary>
/// <param name="device">Where the weights live.</param>
/// <param name="read">Gives the values of a named tensor, in the checkpoint's own order.</param>
public sealed class WeightStore(ComputeDevice device, ReadWeights read) : IDisposable
{
    private readonly Dictionary<(string Name, string Form), MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];

    /// <summary>Weights whose source has each tensor at hand as a whole.</summary>
    /// <param name="device">Where the weights live.</param>
    /// <param name="read">Gives all values of a named tensor.</param>
    public WeightStore(ComputeDevice device, Func<string, float[]> read)
        : this(device, (name, first, destination) => read(name).AsSpan((int)first, destination.Length).CopyTo(destination))
    {
    }

    /// <summary>Bytes on the device so far.</summary>
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

    /// <summary>A tensor in a form, which it is brought into the first time.</summary>
    internal ArrayView<float> Get(string name, WeightForm form) => Find(name, form.Name, form.Length, form.BlockLength, (index, block) =>
    {
        int first = index * form.RowsPerBlock, rows = Math.Min(form.RowsPerBlock, form.Rows - first);
        using var values = new PooledFloats(rows * form.RowLength);
        read(name, (long)first * form.RowLength, values.Span);
        form.Pack(values.Span, block);
    });

    /// <summary>The first elements of a tensor as they are.</summary>
    internal ArrayView<float> Get(string name, int count) => Get(name, WeightForm.Plain(count, count));

    /// <summary>A table that an operation computes itself, kept like a weight.</summary>
    internal ArrayView<float> GetComputed(string name, string form, Func<float[]> compute)
    {
        if (!_buffers.ContainsKey((name, form)))
        {
            float[] values = compute();
            return Find(name, form, values.Length, values.Length, (_, block) => values.CopyTo(block));
        }

        return _buffers[(name, form)].View;
    }

    private ArrayView<float> Find(string name, string form, long length, int blockLength, DeviceWriter.FillBlock fill)
    {
        if (!_buffers.TryGetValue((name, form), out var buffer))
        {
            buffer = device.AllocateFloats(length);
            try
            {
                DeviceWriter.Write(device, buffer, blockLength, fill);
            }
            catch
            {
                buffer.Dispose();
                throw;
            }

            _buffers.Add((name, form), buffer);
        }

        return buffer.View;
    }
}
