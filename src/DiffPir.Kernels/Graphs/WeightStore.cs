using ILGPU;

namespace DiffPir.Kernels;

/// <summary>
/// The weights of one network on one device. A tensor gets its place there when a plan first asks for it; <see cref="Load"/> reads it from
/// its source and brings it into the order that its kernel wants. Later plans share it.
/// </summary>
/// <param name="device">Where the weights live.</param>
/// <param name="read">Gives the values of a named tensor, in the checkpoint's own order.</param>
public sealed class WeightStore(ComputeDevice device, ReadWeights read) : IDisposable
{
    private readonly Dictionary<(string Name, string Form), ArrayView<float>> _weights = [];
    private readonly Dictionary<(string Name, string Form), DeviceWriter.Target> _missing = [];
    private readonly List<(string Name, WeightForm Form, ArrayView<float> Packed)> _forms = [];
    private readonly WeightMemory _memory = new(device);

    /// <summary>Weights whose source has each tensor at hand as a whole.</summary>
    /// <param name="device">Where the weights live.</param>
    /// <param name="read">Gives all values of a named tensor.</param>
    public WeightStore(ComputeDevice device, Func<string, float[]> read)
        : this(device, (name, first, destination) => read(name).AsSpan((int)first, destination.Length).CopyTo(destination))
    {
    }

    /// <summary>Every form in which a tensor has been asked for, with its place.</summary>
    internal IReadOnlyList<(string Name, WeightForm Form, ArrayView<float> Packed)> Forms => _forms;

    /// <summary>Bytes of the weights on the device so far.</summary>
    public long Bytes => _weights.Values.Sum(weight => weight.LengthInBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Clear();
        _missing.Clear();
        _forms.Clear();
        _memory.Dispose();
    }

    /// <summary>Puts on the device what has been asked for since the last time. What fails is forgotten, and read when asked for again.</summary>
    /// <exception cref="DeviceException">The device fails. What the source throws passes through.</exception>
    public void Load()
    {
        try
        {
            DeviceWriter.Write(device, [.. _missing.Values]);
        }
        catch
        {
            foreach (var key in _missing.Keys)
            {
                _weights.Remove(key);
            }

            throw;
        }
        finally
        {
            _missing.Clear();
        }
    }

    /// <summary>The place of a tensor in a form; its elements are there after <see cref="Load"/>.</summary>
    internal ArrayView<float> Get(string name, WeightForm form)
    {
        bool isNew = !_weights.ContainsKey((name, form.Name));
        var packed = Find(name, form.Name, form.Length, form.BlockLength, (index, block) =>
        {
            int first = index * form.RowsPerBlock, rows = Math.Min(form.RowsPerBlock, form.Rows - first);
            using var values = new PooledFloats(rows * form.RowLength);
            form.ReadRows(read, name, first, values.Span);
            form.Pack(values.Span, block);
        });
        if (isNew)
        {
            _forms.Add((name, form, packed));
        }

        return packed;
    }

    /// <summary>The place of the first elements of a tensor as they are.</summary>
    internal ArrayView<float> Get(string name, int count) => Get(name, WeightForm.Plain(count, count));

    /// <summary>The place of a table of <paramref name="length"/> elements that an operation computes itself, kept like a weight.</summary>
    internal ArrayView<float> GetComputed(string name, string form, int length, Func<float[]> compute) =>
        Find(name, form, length, length, (_, block) => compute().CopyTo(block));

    private ArrayView<float> Find(string name, string form, long length, int blockLength, DeviceWriter.FillBlock fill)
    {
        if (!_weights.TryGetValue((name, form), out var weight))
        {
            weight = _memory.Take(length);
            _weights.Add((name, form), weight);
            _missing.Add((name, form), new(weight, blockLength, fill));
        }

        return weight;
    }
}
