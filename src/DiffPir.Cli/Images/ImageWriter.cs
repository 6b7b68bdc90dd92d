using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>Encodes a photograph as PNG, JPEG, WebP or TIFF (libvips) and writes it whole or not at all.</summary>
internal static class ImageWriter
{
    /// <summary>Quality of written JPEG files: restored detail should survive the encoder.</summary>
    private const int JpegQuality = 95;

    static ImageWriter() => Libvips.Prepare();

    /// <summary>Writes <paramref name="photograph"/> in the format that the extension of <paramref name="path"/> asks for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="photograph">What to write.</param>
    /// <param name="replaces">Whether a file that is there is replaced; if not, it is an error.</param>
    /// <exception cref="CliException">The pixels are not finite (unexpected), or the target cannot be written.</exception>
    public static void Save(string path, Photograph photograph, bool replaces = true) =>
        OutputFile.Write(path, Encode(photograph, ImageFormats.FromPath(path)), replaces);

    /// <summary>Writes a photograph after the files beside it: whoever sees it sees them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="photograph">What to write.</param>
    /// <param name="beside">The others, by path.</param>
    /// <param name="replaces">Whether files that are there are replaced; if not, they are an error, and nothing is left behind.</param>
    /// <inheritdoc cref="Save(string, Photograph, bool)"/>
    public static void Save(string path, Photograph photograph, IEnumerable<(string Path, byte[] Contents)> beside, bool replaces) =>
        OutputFile.WriteTogether(beside.Append((path, Encode(photograph, ImageFormats.FromPath(path)))), replaces);

    /// <summary>The bytes of a picture file. Values are clamped to [0,1] and rounded to the nearest level.</summary>
    /// <param name="photograph">What to encode; sixteen bits become eight where the format holds no more.</param>
    /// <param name="format">The format wanted.</param>
    /// <exception cref="CliException">A pixel is NaN or infinite (unexpected); JPEG is asked to hold transparency (usage).</exception>
    public static byte[] Encode(Photograph photograph, ImageFormat format)
    {
        RequireFinite(photograph.Pixels.Data);
        format.RequireFor(photograph);
        using var bare = photograph.BitsPerChannel == 16 && format.HoldsSixteenBits()
            ? ToImage(photograph, PixelLevels.SixteenBits.Pack(photograph.Pixels, photograph.Alpha), Enums.BandFormat.Ushort)
            : ToImage(photograph, PixelLevels.EightBits.Pack(photograph.Pixels, photograph.Alpha), Enums.BandFormat.Uchar);
        bool isPng = format == ImageFormat.Png;
        var metadata = photograph.Metadata with { Xmp = XmpPacket.With(photograph.Metadata.Xmp, isPng ? null : photograph.Record) };
        using var image = bare.Mutate(m => Attach(m, metadata));
        return format switch
        {
            ImageFormat.Png when photograph.Record is { } record => PngText.Add(image.PngsaveBuffer(), EmbeddedRecord.Keyword, record),
            ImageFormat.Png => image.PngsaveBuffer(),
            ImageFormat.Jpeg => image.JpegsaveBuffer(q: JpegQuality, subsampleMode: Enums.ForeignSubsample.Off),
            ImageFormat.WebP => image.WebpsaveBuffer(lossless: true),
            ImageFormat.Tiff => image.TiffsaveBuffer(
                compression: Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
        };
    }

    private static void RequireFinite(float[] values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new CliException(
                    ExitCode.Unexpected,
                    "the result holds values that are not finite and was not written: check the model with 'diffpir model verify', "
                    + "or try --device cpu");
            }
        }
    }

    private static Image ToImage<T>(Photograph photograph, T[] interleaved, Enums.BandFormat format)
        where T : unmanaged
    {
        var pixels = photograph.Pixels;
        int bands = interleaved.Length / (pixels.Height * pixels.Width);
        bool wide = format == Enums.BandFormat.Ushort;
        var interpretation = (photograph.IsGrey, wide) switch
        {
            (true, false) => Enums.Interpretation.Bw,
            (true, true) => Enums.Interpretation.Grey16,
            (false, false) => Enums.Interpretation.Srgb,
            (false, true) => Enums.Interpretation.Rgb16,
        };
        using var raw = Image.NewFromMemory(interleaved, pixels.Width, pixels.Height, bands, format);
        var (x, y) = photograph.Metadata.PixelsPerMillimetre;
        return IsResolution(x) && IsResolution(y)
            ? raw.Copy(interpretation: interpretation, xres: x, yres: y)
            : raw.Copy(interpretation: interpretation);
    }

    /// <summary>Files can state more pixels a millimetre than libvips knows: such a number says nothing about a print.</summary>
    private static bool IsResolution(double pixelsPerMillimetre) => pixelsPerMillimetre is >= 0 and <= 1_000_000;

    private static void Attach(MutableImage image, ImageMetadata metadata)
    {
        Set("icc-profile-data", metadata.IccProfile);
        Set("exif-data", metadata.Exif);
        Set("xmp-data", metadata.Xmp);
        Set("iptc-data", metadata.Iptc);

        // The pixels are upright; without this the orientation inside the EXIF block would turn them again.
        image.Set(GValue.GIntType, "orientation", 1);

        void Set(string field, byte[]? bytes)
        {
            if (bytes is not null)
            {
                image.Set(GValue.BlobType, field, bytes);
            }
        }
    }
}
