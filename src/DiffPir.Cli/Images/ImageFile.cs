using System.Buffers.Binary;
using System.Text;
using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>
/// Tells picture files apart by their contents and opens those that DiffPir reads. Names of files say nothing, and neither does the loader
/// that libvips would choose: a JPEG with a gain map goes to another one than a plain JPEG.
/// </summary>
internal static class ImageFile
{
    /// <summary>The formats read, for messages.</summary>
    public const string Formats = "PNG, JPEG, WebP, TIFF, AVIF, GIF or BMP";

    // Parts of names such as "VipsForeignLoadPngBuffer".
    private static readonly string[] Loaders = ["Png", "Webp", "Tiff", "Nsgif", "Heif"];

    // HEIF files whose pictures are compressed with HEVC, by the brands of their file type.
    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx"];

    // Adobe's and ISO's gain maps (Android, Ultra HDR) and Apple's.
    private static readonly byte[][] GainMapMarks = ["hdr-gain-map"u8.ToArray(), "urn:iso:std:iso:ts:21496"u8.ToArray(), "HDRGainMap"u8.ToArray()];

    static ImageFile() => Libvips.Prepare();

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Whether a file is a picture that DiffPir reads.</summary>
    public static bool IsPicture(byte[] bytes) => IsJpeg(bytes) || BmpFile.IsOne(bytes) || (!IsHeic(bytes) && IsKnownToLibvips(bytes));

    /// <summary>Opens a picture; its pixels are decoded when they are asked for.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused.</param>
    /// <exception cref="CliException">It is no picture that DiffPir reads, or too large (unreadable input).</exception>
    /// <exception cref="VipsException">It is damaged.</exception>
    public static Image Open(string path, byte[] bytes, long maxPixels)
    {
        if (BmpFile.IsOne(bytes))
        {
            return BmpFile.Decode(path, bytes, maxPixels);
        }

        if (IsHeic(bytes))
        {
            throw InputFile.Unreadable(
                path,
                "it is a HEIC picture, whose compression (HEVC) DiffPir does not read; convert it to JPEG or PNG, for example by "
                + "'heif-convert in.heic out.png', or let the phone save the most compatible format");
        }

        if (!IsJpeg(bytes) && !IsKnownToLibvips(bytes))
        {
            throw InputFile.Unreadable(path, $"it is not a {Formats} picture; convert it to one of these");
        }

        var image = IsJpeg(bytes)
            ? Image.JpegloadBuffer(bytes, failOn: Enums.FailOn.Error)
            : Image.NewFromBuffer(PngText.Drop(bytes), failOn: Enums.FailOn.Error);
        try
        {
            RequirePixels(path, image.Width, image.Height, maxPixels);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Checks the size of a picture before it is decoded.</summary>
    /// <exception cref="CliException">It is too large (unreadable input).</exception>
    public static void RequirePixels(string path, int width, int height, long maxPixels)
    {
        long pixels = (long)width * height;
        if (pixels > maxPixels)
        {
            throw InputFile.Unreadable(
                path, $"it has {width} x {height} = {pixels:N0} pixels and the limit is {maxPixels:N0}; make it smaller or raise --max-pixels");
        }
    }

    /// <summary>Whether a picture comes with a second one that tells how to brighten it on displays of high dynamic range.</summary>
    public static bool HasGainMap(ReadOnlySpan<byte> bytes)
    {
        if (IsJpeg(bytes))
        {
            foreach (byte[] mark in GainMapMarks)
            {
                if (bytes.IndexOf(mark) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Number of pictures in a file: frames of an animation, pages of a document, shots of a camera.</summary>
    public static int CountFrames(Image image, ReadOnlySpan<byte> bytes)
    {
        if (image.Contains("n-pages"))
        {
            return (int)image.Get("n-pages");
        }

        // Animated PNG: the chunk acTL, with the number of frames, stands before the pixels.
        var header = bytes.IndexOf("IDAT"u8) is >= 0 and var pixels ? bytes[..pixels] : [];
        return header.IndexOf("acTL"u8) is >= 0 and var start && header.Length >= start + 8
            ? BinaryPrimitives.ReadInt32BigEndian(header[(start + 4)..])
            : 1;
    }

    /// <summary>Whether the compression of a picture loses detail, so that its pixels hold errors of their own.</summary>
    public static bool IsLossy(Image image, ReadOnlySpan<byte> bytes) =>
        IsJpeg(bytes) || image.Contains("heif-compression") || (bytes.StartsWith("RIFF"u8) && bytes[..Math.Min(64, bytes.Length)].IndexOf("VP8 "u8) >= 0);

    private static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith(JpegStart);

    private static bool IsKnownToLibvips(byte[] bytes) =>
        Image.FindLoadBuffer(bytes) is { } loader && Loaders.Any(name => loader.Contains(name, StringComparison.Ordinal));

    /// <summary>Whether the file type box names HEVC's brands and not AVIF's.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> bytes)
    {
        const int longestBox = 256;
        if (bytes.Length < 12 || !bytes[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        long length = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), Math.Min(longestBox, bytes.Length));
        var brands = bytes[..(int)length];
        return brands.IndexOf("avif"u8) < 0 && HeicBrands.Any(Encoding.Latin1.GetString(brands).Contains);
    }
}
