using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DiffPir.Network;

/// <summary>
/// Writes a safetensors file. Tensors are declared first and their values asked for one after the other while the file is written, so a
/// large model never has to be in memory as a whole. The header lists them as declared; the data lie by decreasing element size, which
/// aligns each.
/// </summary>
public sealed class CheckpointWriter
{
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(CheckpointTensor Tensor, Action<Stream> Write)> _entries = [];

    /// <summary>The file's own remarks; written if there are any.</summary>
    public IDictionary<string, string> Metadata => _metadata;

    /// <summary>Declares a tensor whose values are produced when it is written.</summary>
    /// <param name="name">A name not yet used.</param>
    /// <param name="shape">Sides from the slowest to the fastest; empty for a scalar.</param>
    /// <param name="type">F16, BF16, F32 or F64; values are rounded to nearest even.</param>
    /// <param name="values">Produces the elements in row-major order.</param>
    /// <exception cref="ArgumentException">
    /// The name is used already or reserved, a side is negative, or weights cannot have this type.
    /// </exception>
    public void Add(string name, ReadOnlySpan<long> shape, ElementType type, Func<ReadOnlyMemory<float>> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        if (!type.IsWeight())
        {
            throw new ArgumentException($"tensor '{name}' cannot be written as {type.Name()}, only as F16, BF16, F32 or F64", nameof(type));
        }

        var tensor = Describe(name, shape, type);
        Declare(tensor, stream =>
        {
            var all = values();
            if (all.Length != tensor.ElementCount)
            {
                throw new InvalidOperationException($"{tensor} was given {all.Length} values, its shape holds {tensor.ElementCount}");
            }

            stream.Write(Encode(tensor, all.Span));
        });
    }

    /// <summary>Declares a tensor whose values are at hand.</summary>
    /// <param name="name">A name not yet used.</param>
    /// <param name="shape">Sides from the slowest to the fastest; empty for a scalar.</param>
    /// <param name="values">The elements in row-major order; kept until the file is written.</param>
    /// <param name="type">F16, BF16, F32 or F64; values are rounded to nearest even.</param>
    /// <exception cref="ArgumentException">
    /// The name is used already or reserved, a side is negative, or weights cannot have this type.
    /// </exception>
    public void Add(string name, ReadOnlySpan<long> shape, float[] values, ElementType type = ElementType.F32) =>
        Add(name, shape, type, () => values);

    /// <summary>Declares a tensor that writes its own bytes.</summary>
    /// <param name="name">A name not yet used.</param>
    /// <param name="shape">Sides from the slowest to the fastest; empty for a scalar.</param>
    /// <param name="type">Any type.</param>
    /// <param name="write">Writes exactly the bytes of the elements, in row-major order.</param>
    /// <exception cref="ArgumentException">The name is used already or reserved.</exception>
    internal void Add(string name, ReadOnlySpan<long> shape, ElementType type, Action<CheckpointTensor, Stream> write)
    {
        var tensor = Describe(name, shape, type);
        Declare(tensor, stream => write(tensor, stream));
    }

    /// <summary>Writes the file beside its target and renames it, so that no incomplete file ever has the target's name.</summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <exception cref="InvalidOperationException">
    /// A tensor's values have another length than its shape, or are not finite in its type.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Write(stream);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes the file, from its first byte to its last.</summary>
    /// <param name="stream">Receives it.</param>
    /// <exception cref="InvalidOperationException">As of <see cref="Save"/>.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (CheckpointTensor Tensor, Action<Stream> Write)[] inFileOrder =
            [.. _entries.OrderByDescending(entry => entry.Tensor.Type.Bits())]; // a stable sort
        byte[] json = Header(inFileOrder.Select(entry => entry.Tensor));
        Span<byte> prefix = stackalloc byte[SafetensorsPrefix.Length];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        stream.Write(prefix);
        stream.Write(json);
        foreach ((_, var write) in inFileOrder)
        {
            write(stream);
        }
    }

    /// <summary>Writes the tensors as <c>torch.save</c> writes a state dict, without the remarks, for which that has no place.</summary>
    /// <param name="stream">Receives the file from its first byte to its last; sizes are filled in afterwards.</param>
    /// <exception cref="InvalidOperationException">As of <see cref="Save"/>, or PyTorch has no such type.</exception>
    public void WriteTorch(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TorchArchiveWriter.Write(stream, _entries);
    }

    private static CheckpointTensor Describe(string name, ReadOnlySpan<long> shape, ElementType type)
    {
        long bits = type.Bits();
        foreach (long side in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(side, nameof(shape));
            bits = checked(bits * side);
        }

        return new CheckpointTensor(name, type, shape.ToArray(), 0, bits / 8);
    }

    private void Declare(CheckpointTensor tensor, Action<Stream> write)
    {
        if (tensor.Name == SafetensorsHeader.MetadataKey || !_names.Add(tensor.Name))
        {
            throw new ArgumentException($"the tensor name '{tensor.Name}' is reserved or already used", nameof(tensor));
        }

        _entries.Add((tensor, write));
    }

    private byte[] Header(IEnumerable<CheckpointTensor> inFileOrder)
    {
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        long begin = 0;
        foreach (var tensor in inFileOrder)
        {
            begins.Add(tensor.Name, begin);
            begin = checked(begin + tensor.ByteCount);
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in _metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            foreach ((var tensor, _) in _entries)
            {
                WriteEntry(json, tensor, begins[tensor.Name]);
            }

            json.WriteEndObject();
        }

        while (buffer.Length % SafetensorsPrefix.Length != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, CheckpointTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.Name());
        json.WriteStartArray("shape");
        foreach (long side in tensor.Shape)
        {
            json.WriteNumberValue(side);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Elements of a tensor as bytes of its type.</summary>
    /// <exception cref="InvalidOperationException">The type cannot hold a value as a finite number.</exception>
    internal static ReadOnlySpan<byte> Encode(CheckpointTensor tensor, ReadOnlySpan<float> values)
    {
        float largest = tensor.Type switch
        {
            ElementType.F16 => MathF.BitDecrement(65520), // what rounds to 65504, the largest half
            ElementType.BF16 => MathF.BitDecrement(BitConverter.UInt32BitsToSingle(0x7F7F_8000)),
            _ => float.MaxValue,
        };
        foreach (float value in values)
        {
            if (!(MathF.Abs(value) <= largest))
            {
                throw new InvalidOperationException($"{tensor} was given the value {value}, which {tensor.Type.Name()} cannot hold as a finite number");
            }
        }

        return tensor.Type switch
        {
            ElementType.F16 => Converted(values, value => (Half)value),
            ElementType.BF16 => Converted(values, UpperHalf),
            ElementType.F64 => Converted(values, value => (double)value),
            _ => MemoryMarshal.AsBytes(values),
        };
    }

    /// <summary>The upper half of a finite single, rounded to nearest even.</summary>
    private static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static ReadOnlySpan<byte> Converted<T>(ReadOnlySpan<float> values, Func<float, T> convert)
        where T : unmanaged
    {
        var converted = new T[values.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return MemoryMarshal.AsBytes<T>(converted);
    }
}
