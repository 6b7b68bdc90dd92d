using System.Buffers.Binary;

namespace DiffPir.Cli.Images;

/// <summary>How a camera was held, as the EXIF block of a file says it: the number that tells how to turn and mirror the pixels.</summary>
internal static class ExifOrientation
{
    /// <summary>Pixels that are shown as they are stored.</summary>
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const int Most = 8, HeaderSize = 8, EntrySize = 12;

    /// <summary>1 to 8; 1 where the block does not tell or makes no sense.</summary>
    /// <param name="tiff">The block, beginning with its byte order ("II" or "MM").</param>
    public static int Of(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < HeaderSize || !(tiff.StartsWith("II*"u8) || tiff.StartsWith("MM"u8)))
        {
            return Upright;
        }

        bool isLittle = tiff[0] == 'I';
        uint directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        var entries = tiff[((int)directory + 2)..];
        int count = Short(tiff[(int)directory..], isLittle);
        for (int i = 0; i < count && entries.Length >= EntrySize; i++, entries = entries[EntrySize..])
        {
            if (Short(entries, isLittle) == Tag)
            {
                return Short(entries[8..], isLittle) is >= Upright and <= Most and var orientation ? orientation : Upright;
            }
        }

        return Upright;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
