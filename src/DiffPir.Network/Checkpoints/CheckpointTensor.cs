namespace DiffPir.Network;

/// <summary>One entry of a checkpoint: name, type, shape and place in the file. The data stay in the file until they are read.</summary>
public sealed class CheckpointTensor
{
    private readonly long[] _shape;
    private readonly long[]? _strides;

    internal CheckpointTensor(string name, ElementType type, long[] shape, long begin, long end, int region = 0, long[]? strides = null)
    {
        Name = name;
        Type = type;
        _shape = shape;
        _strides = strides;
        Begin = begin;
        End = end;
        Region = region;
        ElementCount = 1;
        foreach (long side in shape)
        {
            ElementCount *= side; // the format's reader has checked that the product fits
        }
    }

    /// <summary>The name, unique in its checkpoint.</summary>
    public string Name { get; }

    /// <summary>How an element is stored.</summary>
    public ElementType Type { get; }

    /// <summary>Sides from the slowest to the fastest; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The product of the sides; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes of all elements.</summary>
    public long ByteCount => ElementCount * Type.Bits() / 8;

    /// <summary>Elements from an index to the next, for each side; empty where the elements lie in row-major order without gaps.</summary>
    internal ReadOnlySpan<long> Strides => _strides;

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    internal bool IsContiguous => _strides is null;

    /// <summary>Which of the checkpoint's regions holds the data.</summary>
    internal int Region { get; }

    /// <summary>First byte, counted from the start of the region.</summary>
    internal long Begin { get; }

    /// <summary>One past the last byte, counted from the start of the region.</summary>
    internal long End { get; }

    /// <summary>Name, type and shape, for example <c>out.2.weight F16 6x32x3x3</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()} {ErrorText.Shape(_shape)}";

    /// <summary>The same tensor under another name.</summary>
    internal CheckpointTensor Renamed(string name) => new(name, Type, _shape, Begin, End, Region, _strides);

    /// <summary>The same tensor, in another region.</summary>
    internal CheckpointTensor InRegion(int region) => new(Name, Type, _shape, Begin, End, region, _strides);
}
