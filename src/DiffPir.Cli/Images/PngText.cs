using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace DiffPir.Cli.Images;

/// <summary>
/// Leaves comments out of a PNG file before it is decoded. They say nothing about the picture, none is kept, and a small file can hold so many
/// of them, compressed, that unpacking them takes seconds. Descriptions in XMP stay.
/// </summary>
internal static class PngText
{
    /// <summary>Bytes of a chunk beside its data: length, type and checksum.</summary>
    private const int Frame = 12;

    /// <summary>The longest compressed description that is unpacked: a thousandfold, 64 MiB.</summary>
    private const int LongestCompressed = 1 << 16;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The first comment of a keyword that is not compressed; null where there is none, or the file is no PNG.</summary>
    public static string? Find(byte[] file, string keyword)
    {
        if (!file.AsSpan().StartsWith(Signature))
        {
            return null;
        }

        ReadOnlySpan<byte> start = [.. "tEXt"u8, .. Encoding.Latin1.GetBytes(keyword), 0];
        for (int at = Signature.Length; file.Length - at >= Frame;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - Frame)
            {
                return null;
            }

            var chunk = file.AsSpan(at + 4, 4 + (int)length);
            if (chunk.StartsWith(start))
            {
                return Encoding.Latin1.GetString(chunk[start.Length..]);
            }

            at += Frame + (int)length;
        }

        return null;
    }

    /// <summary>A sound PNG file with a comment behind its header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keyword">What the comment is, 1 to 79 Latin letters.</param>
    /// <param name="text">The comment, of Latin letters.</param>
    public static byte[] Add(byte[] file, string keyword, string text)
    {
        const int headerLength = 13;
        byte[] chunk = [.. "tEXt"u8, .. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(chunk));
        int at = Signature.Length + Frame + headerLength;
        return [.. file.AsSpan(0, at), .. length, .. chunk, .. checksum, .. file.AsSpan(at)];
    }

    /// <summary>The file without its comments; the same array where it has none, or is no PNG.</summary>
    public static byte[] Drop(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
        {
            return file;
        }

        var kept = new List<Range> { ..Signature.Length };
        int at = Signature.Length;
        while (file.Length - at >= Frame)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - Frame)
            {
                break; // damaged: for the decoder to say
            }

            int end = at + Frame + (int)length;
            if (!IsComment(file.AsSpan(at + 4, 4 + (int)length)))
            {
                kept.Add(at..end);
            }

            at = end;
        }

        kept.Add(at..);
        int total = kept.Sum(range => range.GetOffsetAndLength(file.Length).Length);
        return total == file.Length ? file : Join(file, kept, total);
    }

    /// <summary>Whether a chunk is a comment.</summary>
    /// <param name="chunk">Its type and data.</param>
    private static bool IsComment(ReadOnlySpan<byte> chunk)
    {
        bool isDescription = chunk.StartsWith("iTXtXML:com.adobe.xmp\0"u8);
        bool isCompressed = chunk.StartsWith("iTXtXML:com.adobe.xmp\0\u0001"u8);
        return chunk.StartsWith("tEXt"u8) || chunk.StartsWith("zTXt"u8)
            || (chunk.StartsWith("iTXt"u8) && (!isDescription || (isCompressed && chunk.Length > LongestCompressed)));
    }

    private static byte[] Join(byte[] file, List<Range> parts, int length)
    {
        byte[] joined = new byte[length];
        int at = 0;
        foreach (var part in parts)
        {
            file.AsSpan(part).CopyTo(joined.AsSpan(at));
            at += part.GetOffsetAndLength(file.Length).Length;
        }

        return joined;
    }
}
