using System.Buffers.Binary;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>Numbers as a MAT-file stores them.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Bytes">A whole number of them.</param>
/// <param name="BigEndian">The order of their bytes.</param>
internal sealed record MatNumbers(MatType Type, ReadOnlyMemory<byte> Bytes, bool BigEndian)
{
    /// <summary>How many there are.</summary>
    public int Count => Bytes.Length / SizeOf(Type);

    /// <summary>One of them, as a float.</summary>
    public float this[int index]
    {
        get
        {
            int size = SizeOf(Type);
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            bytes = bytes[..size];
            Bytes.Span.Slice(index * size, size).CopyTo(bytes);
            if (BigEndian)
            {
                bytes.Reverse();
            }

            return Type switch
            {
                MatType.Int8 => (sbyte)bytes[0],
                MatType.UInt8 => bytes[0],
                MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
                MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
                MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
                MatType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            };
        }
    }

    /// <summary>Bytes of one number; 0 where the type is none of numbers.</summary>
    public static int SizeOf(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };
}
