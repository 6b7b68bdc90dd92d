using System.Buffers.Binary;

namespace DiffPir.Cli.Files;

/// <summary>Tells whether what a compiler has written is whole, by its first bytes and its length.</summary>
internal static class CompiledFile
{
    private const int ElfHeaderLength = 64;

    /// <summary>Whether a shared library or a program in LLVM's bit code is empty, cut off, or something else. Other files are not judged.</summary>
    public static bool IsDamaged(string path) => Path.GetExtension(path) switch
    {
        ".so" => !IsWholeLibrary(path),
        ".bc" => !IsWholeBitCode(path),
        _ => false,
    };

    /// <summary>The table of sections is the last thing in a library.</summary>
    private static bool IsWholeLibrary(string path)
    {
        Span<byte> header = stackalloc byte[ElfHeaderLength];
        long length = ReadStart(path, header);
        if (length < ElfHeaderLength || !header.StartsWith("\u007fELF"u8))
        {
            return false;
        }

        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        ulong size = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(header[58..]) * BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        return table <= (ulong)length && size <= (ulong)length - table;
    }

    /// <summary>Bit code is made of words of 32 bits and ends with its table of symbols or texts; a file cut at a word cannot be told.</summary>
    private static bool IsWholeBitCode(string path)
    {
        Span<byte> start = stackalloc byte[4];
        long length = ReadStart(path, start);
        return length > start.Length && length % 4 == 0 && start.StartsWith<byte>([(byte)'B', (byte)'C', 0xC0, 0xDE]);
    }

    private static long ReadStart(string path, Span<byte> start)
    {
        using var file = File.OpenHandle(path);
        _ = RandomAccess.Read(file, start, 0);
        return RandomAccess.GetLength(file);
    }
}
