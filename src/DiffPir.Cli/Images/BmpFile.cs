using System.Buffers.Binary;
using System.Numerics;
using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>
/// Windows bitmaps without compression: 1, 4 or 8 bits with a palette, or 16, 24 or 32 bits a pixel, from the bottom row up or from the top
/// row down. libvips as it is shipped does not read them.
/// </summary>
internal static class BmpFile
{
    private const int FileHeaderLength = 14;
    private const int CoreHeaderLength = 12;
    private const int InfoHeaderLength = 40;
    private const int MaskedHeaderLength = 56;
    private const int Uncompressed = 0, BitFields = 3, AlphaBitFields = 6;

    /// <summary>Whether a file is one, by its first bytes.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= FileHeaderLength + CoreHeaderLength && bytes.StartsWith("BM"u8)
            && HeaderLength(bytes) is CoreHeaderLength or >= InfoHeaderLength and <= 256;

    /// <summary>Decodes a bitmap to 8 bits a channel: grey where its palette is, else RGB or RGBA.</summary>
    /// <exception cref="CliException">It is damaged, compressed, or too large (unreadable input).</exception>
    public static Image Decode(string path, ReadOnlySpan<byte> bytes, long maxPixels)
    {
        var layout = ReadLayout(path, bytes);
        ImageFile.RequirePixels(path, layout.Width, layout.Height, maxPixels);
        long stride = ((((long)layout.Width * layout.BitsPerPixel) + 31) / 32) * 4;
        if (layout.PixelStart < 0 || layout.PixelStart + (stride * layout.Height) > bytes.Length)
        {
            throw InputFile.Unreadable(path, "the picture is damaged or cut off (its pixels end beyond the file); get an intact copy");
        }

        var palette = layout.BitsPerPixel <= 8 ? ReadPalette(path, bytes, layout) : [];
        uint[] masks = layout.BitsPerPixel is 16 or 32 ? ReadMasks(path, bytes, layout) : [];
        int bands = palette.Length > 0 ? (Array.TrueForAll(palette, static c => c.Red == c.Green && c.Green == c.Blue) ? 1 : 3)
            : masks is [_, _, _, not 0] ? 4
            : 3;
        byte[] pixels = new byte[(long)layout.Width * layout.Height * bands];
        for (int y = 0; y < layout.Height; y++)
        {
            var row = bytes.Slice((int)(layout.PixelStart + (stride * (layout.IsTopDown ? y : layout.Height - 1 - y))), (int)stride);
            var target = pixels.AsSpan(y * layout.Width * bands, layout.Width * bands);
            switch (layout.BitsPerPixel)
            {
                case <= 8:
                    FromPalette(path, row, target, layout.BitsPerPixel, palette, bands);
                    break;
                case 24:
                    FromBytes(row, target);
                    break;
                default:
                    FromMasks(row, target, layout.BitsPerPixel / 8, masks, bands);
                    break;
            }
        }

        using var raw = Image.NewFromMemory(pixels, layout.Width, layout.Height, bands, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }

    private static int HeaderLength(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes[FileHeaderLength..]);

    private static Layout ReadLayout(string path, ReadOnlySpan<byte> bytes)
    {
        int length = HeaderLength(bytes), start = BinaryPrimitives.ReadInt32LittleEndian(bytes[10..]);
        var header = bytes[FileHeaderLength..];
        if (length > header.Length)
        {
            throw InputFile.Unreadable(path, "the picture is cut off in its header; get an intact copy");
        }

        bool isCore = length == CoreHeaderLength;
        int width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        int height = isCore ? BinaryPrimitives.ReadInt16LittleEndian(header[6..]) : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(isCore ? 10 : 14)..]);
        int compression = isCore ? Uncompressed : BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        if (width < 1 || height is 0 or int.MinValue || bits is not (1 or 4 or 8 or 16 or 24 or 32))
        {
            throw InputFile.Unreadable(path, "the picture is damaged: the sides or the depth in its header make no sense");
        }

        if (compression != Uncompressed && !(compression is BitFields or AlphaBitFields && bits is 16 or 32))
        {
            throw InputFile.Unreadable(path, $"it is a BMP picture with compression {compression}; save it uncompressed, or as PNG");
        }

        int colours = isCore || bits > 8 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(header[32..]);
        return new(width, Math.Abs(height), height < 0, bits, compression, length, start, colours);
    }

    private static (byte Red, byte Green, byte Blue)[] ReadPalette(string path, ReadOnlySpan<byte> bytes, Layout layout)
    {
        var (most, size) = (1 << layout.BitsPerPixel, layout.HeaderLength == CoreHeaderLength ? 3 : 4);
        int count = layout.Colours is 0 ? most : layout.Colours;
        int start = FileHeaderLength + layout.HeaderLength;
        if (count < 1 || count > most || start + (count * size) > bytes.Length)
        {
            throw InputFile.Unreadable(path, "the picture is damaged: its palette makes no sense");
        }

        var palette = new (byte Red, byte Green, byte Blue)[count];
        for (int i = 0; i < count; i++)
        {
            var entry = bytes[(start + (i * size))..];
            palette[i] = (entry[2], entry[1], entry[0]);
        }

        return palette;
    }

    /// <summary>Which bits are red, green, blue and opacity (0 for none).</summary>
    private static uint[] ReadMasks(string path, ReadOnlySpan<byte> bytes, Layout layout)
    {
        if (layout.Compression == Uncompressed)
        {
            return layout.BitsPerPixel == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
        }

        bool hasAlpha = layout.Compression == AlphaBitFields || layout.HeaderLength >= MaskedHeaderLength;
        int start = FileHeaderLength + InfoHeaderLength;
        uint[] masks = new uint[4];
        for (int i = 0; i < (hasAlpha ? 4 : 3); i++)
        {
            masks[i] = start + (4 * i) + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(start + (4 * i))..]) : 0;
        }

        return masks is [not 0, not 0, not 0, _]
            ? masks
            : throw InputFile.Unreadable(path, "the picture is damaged: the masks of its colours make no sense");
    }

    private static void FromPalette(
        string path, ReadOnlySpan<byte> row, Span<byte> target, int bits, (byte Red, byte Green, byte Blue)[] palette, int bands)
    {
        for (int x = 0; x < target.Length / bands; x++)
        {
            int bit = x * bits;
            int index = (row[bit / 8] >> (8 - bits - (bit % 8))) & ((1 << bits) - 1);
            if (index >= palette.Length)
            {
                throw InputFile.Unreadable(path, "the picture is damaged: a pixel has a colour beyond the palette");
            }

            var (red, green, blue) = palette[index];
            target[x * bands] = red;
            if (bands == 3)
            {
                (target[(x * bands) + 1], target[(x * bands) + 2]) = (green, blue);
            }
        }
    }

    private static void FromBytes(ReadOnlySpan<byte> row, Span<byte> target)
    {
        for (int i = 0; i < target.Length; i += 3)
        {
            (target[i], target[i + 1], target[i + 2]) = (row[i + 2], row[i + 1], row[i]);
        }
    }

    private static void FromMasks(ReadOnlySpan<byte> row, Span<byte> target, int bytesPerPixel, uint[] masks, int bands)
    {
        for (int x = 0; x < target.Length / bands; x++)
        {
            var pixel = row[(x * bytesPerPixel)..];
            uint value = bytesPerPixel == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(pixel) : BinaryPrimitives.ReadUInt32LittleEndian(pixel);
            for (int band = 0; band < bands; band++)
            {
                int shift = BitOperations.TrailingZeroCount(masks[band]);
                target[(x * bands) + band] = (byte)((ulong)((value & masks[band]) >> shift) * 255 / (masks[band] >> shift));
            }
        }
    }

    /// <summary>What the headers say.</summary>
    /// <param name="Width">Columns.</param>
    /// <param name="Height">Rows.</param>
    /// <param name="IsTopDown">Whether the first row stored is the uppermost.</param>
    /// <param name="BitsPerPixel">1, 4, 8, 16, 24 or 32.</param>
    /// <param name="Compression">One of the constants.</param>
    /// <param name="HeaderLength">Bytes of the second header.</param>
    /// <param name="PixelStart">Where the pixels begin in the file.</param>
    /// <param name="Colours">Entries of the palette; 0 for as many as the depth allows.</param>
    private sealed record Layout(
        int Width, int Height, bool IsTopDown, int BitsPerPixel, int Compression, int HeaderLength, int PixelStart, int Colours);
}
