using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>
/// What the header of a JPEG file says of its compression (ITU-T T.81, annex B), which the decoder keeps to itself: the quantisation
/// tables, the resolution of the components, and how the picture lies on its blocks as it is shown. Only markers before the first scan are read.
/// </summary>
internal static class JpegHeader
{
    private const byte Marker = 0xFF, StartOfImage = 0xD8, StartOfScan = 0xDA, QuantizationTables = 0xDB, Application1 = 0xE1;
    private const int TableSize = 64;

    /// <summary>Place in natural order (row by row) of each entry of a table, which the file stores along a zigzag.</summary>
    private static readonly byte[] Zigzag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>The coding of a JPEG file, or null for every other file and for headers that make no sense.</summary>
    /// <param name="file">Its first bytes or all of them.</param>
    public static JpegCoding? TryRead(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != Marker || file[1] != StartOfImage)
        {
            return null;
        }

        int[]?[] tables = new int[]?[4];
        JpegFrame? frame = null;
        int? orientation = null;
        for (int at = 2; TryNext(file, ref at, out byte kind, out var segment);)
        {
            if (kind == QuantizationTables && !ReadTables(segment, tables))
            {
                return null;
            }

            if (IsFrame(kind))
            {
                frame = JpegFrame.TryRead(segment);
            }

            if (kind == Application1 && segment.StartsWith("Exif\0\0"u8))
            {
                orientation ??= ExifOrientation.Of(segment[6..]);
            }
        }

        return frame is not null && tables[frame.Components[0].Table] is { } luminance
            ? frame.CodingOf(luminance, frame.Components.Count > 1 ? tables[frame.Components[1].Table] ?? luminance
                : luminance, orientation ?? ExifOrientation.Upright)
            : null;
    }

    /// <summary>The next segment, its length left out; false at the first scan and where the file ends or makes no sense.</summary>
    private static bool TryNext(ReadOnlySpan<byte> file, ref int at, out byte kind, out ReadOnlySpan<byte> segment)
    {
        kind = 0;
        segment = default;

        // Any number of fill bytes may stand before a marker.
        while (at + 1 < file.Length && file[at] == Marker && file[at + 1] == Marker)
        {
            at++;
        }

        if (at + 4 > file.Length || file[at] != Marker || file[at + 1] == StartOfScan)
        {
            return false;
        }

        kind = file[at + 1];
        int length = (file[at + 2] << 8) | file[at + 3];
        if (length < 2 || at + 2 + length > file.Length)
        {
            return false;
        }

        segment = file.Slice(at + 4, length - 2);
        at += 2 + length;
        return true;
    }

    private static bool ReadTables(ReadOnlySpan<byte> segment, int[]?[] tables)
    {
        while (segment.Length > 0)
        {
            int wide = segment[0] >> 4, number = segment[0] & 15, size = 1 + (TableSize * (wide + 1));
            if (wide > 1 || number > 3 || segment.Length < size)
            {
                return false;
            }

            int[] table = new int[TableSize];
            for (int i = 0; i < TableSize; i++)
            {
                table[Zigzag[i]] = wide == 1 ? (segment[1 + (2 * i)] << 8) | segment[2 + (2 * i)] : segment[1 + i];
            }

            if (Array.Exists(table, static step => step == 0))
            {
                return false;
            }

            tables[number] = table;
            segment = segment[size..];
        }

        return true;
    }

    /// <summary>SOF0 to SOF15 without DHT, JPG and DAC, which lie between.</summary>
    private static bool IsFrame(byte kind) => kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
