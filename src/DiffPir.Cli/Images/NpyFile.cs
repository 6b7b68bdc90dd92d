using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images.Matlab;

namespace DiffPir.Cli.Images;

/// <summary>
/// Kernels in NumPy's .npy files: a matrix, or a stack of matrices along the leading axes. A file is a signature, a version, the length of a
/// header, the header (a Python dictionary of element type, order and shape) and the numbers.
/// </summary>
internal static partial class NpyFile
{
    /// <summary>Largest file read, in bytes (256 MiB).</summary>
    public const long MaximumBytes = 256L << 20;

    private const int PrefixLength = 8;
    private const int LongestHeader = 1 << 16;
    private const string Remedy = "save the kernel with numpy.save('kernel.npy', kernel.astype('float32'))";

    private static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether a file is one, by its signature.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <summary>One kernel of a file.</summary>
    /// <param name="source">The file, and which of its kernels.</param>
    /// <param name="bytes">The file's contents.</param>
    /// <returns>Rows, columns, and the weights, row by row.</returns>
    /// <exception cref="CliException">The file is damaged, holds no numbers, or leaves open which kernel (unreadable input).</exception>
    public static (int Height, int Width, float[] Values) Read(KernelSource source, ReadOnlyMemory<byte> bytes)
    {
        var (header, data) = Split(source.Path, bytes);
        var (type, bigEndian) = ElementType(source.Path, header);
        int[] shape = Shape(source.Path, header);
        int size = MatNumbers.SizeOf(type);

        // Clamped beyond all that a file can hold.
        long count = shape.Aggregate(1L, static (product, side) => Math.Min(product * side, int.MaxValue + 1L));
        if (count * size != data.Length)
        {
            throw InputFile.Unreadable(
                source.Path, $"it is damaged: {string.Join(" x ", shape)} numbers take {count * size} bytes, found {data.Length}");
        }

        return Choose(source, shape, new(type, data, bigEndian), IsColumnMajor(source.Path, header));
    }

    private static (int Height, int Width, float[] Values) Choose(KernelSource source, int[] shape, MatNumbers numbers, bool columnMajor)
    {
        // What has one value a pixel may say so by a last axis of length 1.
        int[] sides = shape.Length > 2 && shape[^1] == 1 ? shape[..^1] : shape;
        if (sides.Length < 2 || numbers.Count == 0)
        {
            throw InputFile.Unreadable(source.Path, $"it holds an array of shape ({string.Join(", ", shape)}), which is no matrix; {Remedy}");
        }

        int height = sides[^2], width = sides[^1];
        KernelFile.RequireSize(source.Path, height, width);
        var (plane, index) = (height * width, source.Index ?? 1);
        int kernels = numbers.Count / plane;
        if (source.Index is null && kernels > 1)
        {
            throw InputFile.Unreadable(source.Path, $"it holds {kernels} kernels: say which, {source.Path}:1 to {source.Path}:{kernels}");
        }

        if (index > kernels)
        {
            throw InputFile.Unreadable(source.Path, $"it holds {(kernels == 1 ? "1 kernel" : $"{kernels} kernels")}, number {index} is none of them");
        }

        float[] values = new float[plane];
        for (int i = 0; i < plane; i++)
        {
            int position = ((index - 1) * plane) + i;
            values[i] = numbers[columnMajor ? FirstAxisFastest(position, sides) : position];
        }

        return (height, width, values);
    }

    /// <summary>Where an element lies whose position is counted with the last axis fastest.</summary>
    private static int FirstAxisFastest(int position, int[] sides)
    {
        int result = 0;
        int stride = sides.Aggregate(1, static (product, side) => product * side);
        for (int axis = sides.Length - 1; axis >= 0; axis--)
        {
            stride /= sides[axis];
            result += position % sides[axis] * stride;
            position /= sides[axis];
        }

        return result;
    }

    private static (string Header, ReadOnlyMemory<byte> Data) Split(string path, ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        int lengthSize = span.Length > PrefixLength + sizeof(uint) && span[6] is 1 or 2 or 3 ? (span[6] == 1 ? sizeof(ushort) : sizeof(uint)) : 0;
        if (lengthSize == 0)
        {
            throw InputFile.Unreadable(path, "it is cut off, or a .npy file of an unknown version");
        }

        long length = lengthSize == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(span[PrefixLength..])
            : BinaryPrimitives.ReadUInt32LittleEndian(span[PrefixLength..]);
        int start = PrefixLength + lengthSize;
        return length <= Math.Min(LongestHeader, span.Length - start)
            ? (Encoding.Latin1.GetString(span.Slice(start, (int)length)), bytes[(start + (int)length)..])
            : throw InputFile.Unreadable(path, $"it is cut off, or damaged: its header should have {length} bytes");
    }

    private static (MatType Type, bool BigEndian) ElementType(string path, string header)
    {
        string name = Descriptor().Match(header) is { Success: true } match ? match.Groups[1].Value : string.Empty;
        var type = name.TrimStart('<', '>', '|', '=') switch
        {
            "f4" => MatType.Single,
            "f8" => MatType.Double,
            "i1" => MatType.Int8,
            "u1" or "b1" => MatType.UInt8,
            "i2" => MatType.Int16,
            "u2" => MatType.UInt16,
            "i4" => MatType.Int32,
            "u4" => MatType.UInt32,
            "i8" => MatType.Int64,
            "u8" => MatType.UInt64,
            _ => MatType.None,
        };
        return type == MatType.None
            ? throw InputFile.Unreadable(path, $"its elements are of type '{name}'; expected whole numbers, or floats of 32 or 64 bits; {Remedy}")
            : (type, name.StartsWith('>'));
    }

    private static bool IsColumnMajor(string path, string header) => FortranOrder().Match(header) is { Success: true } match
        ? match.Groups[1].Value == "True"
        : throw InputFile.Unreadable(path, "it is damaged: its header does not tell the order of its elements");

    private static int[] Shape(string path, string header)
    {
        const int mostAxes = 32;
        string[] texts = ShapeTuple().Match(header) is { Success: true } match
            ? match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : throw InputFile.Unreadable(path, "it is damaged: its header does not tell its shape");
        int[] shape = new int[texts.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape.Length > mostAxes || !int.TryParse(texts[axis], NumberStyles.None, CultureInfo.InvariantCulture, out shape[axis]))
            {
                throw InputFile.Unreadable(path, "it is damaged: its header tells a shape that makes no sense");
            }
        }

        return shape;
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([<>|=]?\w+)'")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape'\s*:\s*\(([\d\s,]*)\)")]
    private static partial Regex ShapeTuple();
}
