using System.Buffers.Binary;
using System.Text;

namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// MAT-files of version 4: matrices one after the other, each a header of five numbers (type, rows, columns, whether complex, length of the
/// name), the name with a zero behind it, and the values, columns first.
/// </summary>
internal static class MatLevel4
{
    private const int HeaderLength = 20;
    private const int MaximumArrays = 10_000;
    private const int BigEndianTypes = 1000;

    private static readonly MatType[] Types =
        [MatType.Double, MatType.Single, MatType.Int32, MatType.Int16, MatType.UInt16, MatType.UInt8];

    /// <summary>Whether a file may be one, by its first number.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.Length >= HeaderLength && OrderOf(start) is not null;

    /// <summary>The variables of a file.</summary>
    public static IReadOnlyList<MatArray> Read(string path, ReadOnlyMemory<byte> bytes)
    {
        var arrays = new List<MatArray>();
        while (!bytes.IsEmpty)
        {
            if (arrays.Count == MaximumArrays)
            {
                throw InputFile.Unreadable(path, $"it has more than {MaximumArrays} variables");
            }

            arrays.Add(ReadArray(path, ref bytes));
        }

        return arrays;
    }

    /// <summary>Whether the bytes of numbers are in big-endian order; null if the first number is no type.</summary>
    private static bool? OrderOf(ReadOnlySpan<byte> header) =>
        IsType(BinaryPrimitives.ReadInt32LittleEndian(header)) ? false
        : IsType(BinaryPrimitives.ReadInt32BigEndian(header) - BigEndianTypes) ? true
        : null;

    // Tens: the type of the values; ones: numbers, text or sparse.
    private static bool IsType(int type) => type is >= 0 and < 60 && type % 10 < 3;

    private static MatArray ReadArray(string path, ref ReadOnlyMemory<byte> bytes)
    {
        var header = bytes.Span;
        if (header.Length < HeaderLength || OrderOf(header) is not { } bigEndian)
        {
            throw InputFile.Unreadable(path, "it is cut off, or damaged: a variable should begin where none does");
        }

        int Number(int index, ReadOnlySpan<byte> from) =>
            bigEndian ? BinaryPrimitives.ReadInt32BigEndian(from[(4 * index)..]) : BinaryPrimitives.ReadInt32LittleEndian(from[(4 * index)..]);
        int type = Number(0, header) % BigEndianTypes, rows = Number(1, header), columns = Number(2, header), nameLength = Number(4, header);
        bool isComplex = Number(3, header) != 0;
        if (rows < 0 || columns < 0 || nameLength is < 1 or > MatFile.LongestName || nameLength > header.Length - HeaderLength)
        {
            throw InputFile.Unreadable(path, "it is damaged: the header of a variable makes no sense");
        }

        var stored = Types[type / 10];
        var length = (Int128)rows * columns * MatNumbers.SizeOf(stored) * (isComplex ? 2 : 1);
        var data = bytes[(HeaderLength + nameLength)..];
        if (length > data.Length)
        {
            throw InputFile.Unreadable(path, $"it is cut off: a variable of {rows} x {columns} takes {length} bytes, {data.Length} are left");
        }

        bytes = data[(int)length..];
        string name = Encoding.Latin1.GetString(header.Slice(HeaderLength, nameLength)).TrimEnd('\0');
        string kind = (type % 10, isComplex) switch { (0, false) => "matrix", (0, true) => "complex matrix", (1, _) => "text", _ => "sparse matrix" };
        return new(name, kind, [rows, columns], kind == "matrix" ? new(stored, data[..(int)length], bigEndian) : null, []);
    }
}
