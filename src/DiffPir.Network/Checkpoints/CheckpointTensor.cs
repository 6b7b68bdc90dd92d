namespace DiffPir.Network;

/// <summary>One entry of a checkpoint: name, type, shape and place in the file. The data stay in the file until they are read.</summary>
public sealed class CheckpointTensor
{
    private readonly long[] _shape;

    internal CheckpointTensor(string name, ElementType type, long[] shape, long begin, long end)
    {
        Name = name;
        Type = type;
        _shape = shape;
        Begin = begin;
        End = end;
        ElementCount = 1;
        foreach (long side in shape)
        {
            ElementCount *= side; // the header's reader has checked that the product fits
        }
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>How an element is stored.</summary>
    public ElementType Type { get; }

    /// <summary>Sides from the slowest to the fastest; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The product of the sides; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes the data take in the file.</summary>
    public long ByteCount => End - Begin;

    /// <summary>First byte, counted from the end of the header.</summary>
    internal long Begin { get; }

    /// <summary>One past the last byte, counted from the end of the header.</summary>
    internal long End { get; }

    /// <summary>Name, type and shape, for example <c>out.2.weight F16 6x32x3x3</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()} {ErrorText.Shape(_shape)}";
}
