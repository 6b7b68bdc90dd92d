using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// MAT-files of version 5: a header of 128 bytes, then elements (a type, a length, data, padded to 8 bytes). A variable is an element that
/// is made of others (flags, sides, name, values), or one that holds such an element compressed.
/// </summary>
internal sealed class MatLevel5
{
    private const int HeaderLength = 128;
    private const int TagLength = 8;
    private const int MaximumArrays = 10_000;
    private const int MaximumDepth = 4;
    private const int MaximumRank = 32;
    private const uint ComplexFlag = 0x800;

    /// <summary>Bytes that all compressed variables of a file may take once they are not.</summary>
    private const int MaximumInflated = 16 << 20;

    private readonly string _path;
    private readonly bool _bigEndian;
    private int _arrays;
    private int _inflated;

    private MatLevel5(string path, bool bigEndian) => (_path, _bigEndian) = (path, bigEndian);

    /// <summary>Whether a file is one, by the mark of its header.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.Length >= HeaderLength && (IsLittleEndian(start) || IsBigEndian(start));

    /// <summary>The variables of a file.</summary>
    public static IReadOnlyList<MatArray> Read(string path, ReadOnlyMemory<byte> bytes)
    {
        var file = new MatLevel5(path, IsBigEndian(bytes.Span));
        var arrays = new List<MatArray>();
        var rest = bytes[HeaderLength..];
        while (!rest.IsEmpty)
        {
            var (type, data) = file.ReadElement(ref rest);
            if (type == MatType.Compressed)
            {
                ReadOnlyMemory<byte> inflated = file.Inflate(data);
                (type, data) = file.ReadElement(ref inflated);
            }

            if (type == MatType.Matrix && file.ReadArray(data, 0) is { Name.Length: > 0 } array)
            {
                arrays.Add(array); // what has no name is MATLAB's own
            }
        }

        return arrays;
    }

    // The writer's 'MI' as a number.
    private static bool IsLittleEndian(ReadOnlySpan<byte> start) => start[126..].StartsWith("IM"u8) && start[125] == 1;

    private static bool IsBigEndian(ReadOnlySpan<byte> start) => start[126..].StartsWith("MI"u8) && start[124] == 1;

    /// <summary>The next element. One of at most four bytes has its data inside of the tag.</summary>
    private (MatType Type, ReadOnlyMemory<byte> Data) ReadElement(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < TagLength)
        {
            throw Wrong("it is cut off: an element should begin where the file ends");
        }

        uint first = Number(rest.Span);
        uint small = first >> 16;
        if (small != 0)
        {
            var inside = rest[4..TagLength];
            rest = rest[TagLength..];
            return small <= 4 ? ((MatType)(first & 0xFFFF), inside[..(int)small]) : throw Wrong("it is damaged: a short element is too long");
        }

        uint length = Number(rest.Span[4..]);
        if (length > rest.Length - TagLength)
        {
            throw Wrong($"it is cut off: an element takes {length} bytes, {rest.Length - TagLength} are left");
        }

        var type = (MatType)first;
        var data = rest.Slice(TagLength, (int)length);
        int next = TagLength + (type == MatType.Compressed ? data.Length : (data.Length + 7) & ~7);
        rest = rest[Math.Min(next, rest.Length)..]; // what is last is not always padded
        return (type, data);
    }

    private MatArray ReadArray(ReadOnlyMemory<byte> rest, int depth)
    {
        if (++_arrays > MaximumArrays || depth > MaximumDepth)
        {
            throw Wrong($"it has more than {MaximumArrays} variables and cells, or cells more than {MaximumDepth} deep");
        }

        if (rest.IsEmpty)
        {
            return new(string.Empty, "empty", [0, 0], null, []);
        }

        var (flagsType, flags) = ReadElement(ref rest);
        if (flagsType != MatType.UInt32 || flags.Length != 8)
        {
            throw Wrong("it is damaged: an array without flags");
        }

        uint word = Number(flags.Span);
        string kind = KindOf(word & 0xFF);
        if (kind == "object")
        {
            return new(string.Empty, kind, [1, 1], null, []); // has no sides
        }

        int[] shape = ReadShape(ref rest);
        string name = ReadName(ref rest);
        return kind switch
        {
            "cell array" => new(name, kind, shape, null, ReadCells(rest, shape, depth)),
            "matrix" => new(name, (word & ComplexFlag) == 0 ? kind : "complex matrix", shape, ReadNumbers(rest, shape, (word & ComplexFlag) != 0), []),
            _ => new(name, kind, shape, null, []),
        };
    }

    private string KindOf(uint number) => number switch
    {
        1 => "cell array",
        2 => "struct",
        4 => "text",
        5 => "sparse matrix",
        >= 6 and <= 15 => "matrix",
        3 or 16 or 17 => "object",
        _ => throw Wrong($"it is damaged: an array of the unknown class {number}"),
    };

    private int[] ReadShape(ref ReadOnlyMemory<byte> rest)
    {
        var (type, data) = ReadElement(ref rest);
        if (type != MatType.Int32 || data.Length % 4 != 0 || data.Length / 4 is < 2 or > MaximumRank)
        {
            throw Wrong("it is damaged: an array without sides");
        }

        int[] shape = new int[data.Length / 4];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = (int)Number(data.Span[(4 * i)..]);
            if (shape[i] < 0)
            {
                throw Wrong("it is damaged: an array with a negative side");
            }
        }

        return shape;
    }

    private string ReadName(ref ReadOnlyMemory<byte> rest)
    {
        var (type, data) = ReadElement(ref rest);
        return type is MatType.Int8 or MatType.UInt8 && data.Length <= MatFile.LongestName
            ? Encoding.Latin1.GetString(data.Span).TrimEnd('\0')
            : throw Wrong("it is damaged: an array whose name is no text, or too long");
    }

    private List<MatArray> ReadCells(ReadOnlyMemory<byte> rest, int[] shape, int depth)
    {
        long count = CountOf(shape);
        var cells = new List<MatArray>();
        for (long i = 0; i < count; i++)
        {
            var (type, data) = ReadElement(ref rest);
            cells.Add(type == MatType.Matrix ? ReadArray(data, depth + 1) : throw Wrong("it is damaged: a cell that is no array"));
        }

        return cells;
    }

    /// <summary>The numbers, which may be stored in a shorter type than they have; null of complex ones.</summary>
    private MatNumbers? ReadNumbers(ReadOnlyMemory<byte> rest, int[] shape, bool isComplex)
    {
        var (type, data) = ReadElement(ref rest);
        int size = MatNumbers.SizeOf(type);
        long count = CountOf(shape);
        if (size == 0 || data.Length % size != 0 || data.Length / size != count)
        {
            throw Wrong($"it is damaged: an array of {string.Join(" x ", shape)} holds {data.Length} bytes of another number of values");
        }

        return isComplex ? null : new(type, data, _bigEndian);
    }

    /// <summary>The product of the sides, or a number beyond all that a file can hold.</summary>
    private static long CountOf(int[] shape) => shape.Contains(0) ? 0 : shape.Aggregate(1L, (product, side) => Math.Min(product * side, int.MaxValue + 1L));

    private byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        using var source = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                _inflated += read;
                if (_inflated > MaximumInflated)
                {
                    throw Wrong($"its variables take more than {MaximumInflated >> 20} MiB; save the kernels alone");
                }

                target.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The second for streams that .NET does not foresee, as one that asks for a dictionary.
            throw Wrong("it is damaged: a compressed variable cannot be restored", e);
        }

        return target.ToArray();
    }

    private uint Number(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private CliException Wrong(string problem, Exception? cause = null) => InputFile.Unreadable(_path, problem, cause);
}
