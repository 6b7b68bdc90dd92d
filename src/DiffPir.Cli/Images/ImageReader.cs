using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>
/// Decodes picture files (<see cref="ImageFile"/>). Other formats, damaged files and pictures above a pixel limit are refused; the limit is
/// checked against the header, before anything is decoded.
/// </summary>
internal static class ImageReader
{
    static ImageReader() => Libvips.Prepare();

    /// <summary>Decodes a picture file, with its EXIF orientation applied.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused.</param>
    /// <exception cref="CliException">The file is no picture that DiffPir reads, is damaged, or is too large (unreadable input).</exception>
    public static Photograph Load(string path, long maxPixels) => Decode(path, InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes), maxPixels);

    /// <summary>Decodes the bytes of a picture file, with its EXIF orientation applied.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused.</param>
    /// <exception cref="CliException">It is no picture that DiffPir reads, is damaged, or is too large (unreadable input).</exception>
    public static Photograph Decode(string path, byte[] bytes, long maxPixels) => Guarded(path, () =>
    {
        using var image = ImageFile.Open(path, bytes, maxPixels);
        using var upright = image.Autorot();
        using var normal = ToGreyOrRgb(upright, path);
        bool hasGainMap = ImageFile.HasGainMap(bytes);
        return Unpack(normal, MetadataOf(upright, normal, hasGainMap)) with
        {
            IsLossy = ImageFile.IsLossy(image, bytes),
            Remarks = [.. Remarks(ImageFile.CountFrames(image, bytes), hasGainMap)],
        };
    });

    /// <summary>Decodes a picture as numbers of any range, without opacity: what a kernel is, where a photograph would have to be 8 or 16 bits.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused.</param>
    /// <exception cref="CliException">It is no picture that DiffPir reads, is damaged, or is too large (unreadable input).</exception>
    public static PlanarImage DecodeValues(string path, byte[] bytes, long maxPixels) => Guarded(path, () =>
    {
        using var image = ImageFile.Open(path, bytes, maxPixels);
        using var opaque = image.HasAlpha() ? image.ExtractBand(0, image.Bands - 1) : image.Copy();
        using var real = opaque.Cast(Enums.BandFormat.Float);
        return PixelLevels.Floats.Unpack(real.WriteToMemory<float>(), real.Height, real.Width, real.Bands, hasAlpha: false).Colour;
    });

    private static T Guarded<T>(string path, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (VipsException e)
        {
            throw InputFile.Unreadable(path, $"the picture is damaged or cut off ({LastLine(e.Message)}); get an intact copy", e);
        }
    }

    private static IEnumerable<string> Remarks(int frames, bool hasGainMap)
    {
        if (frames > 1)
        {
            yield return $"it holds {frames} pictures (frames or pages); only the first one is read";
        }

        if (hasGainMap)
        {
            yield return "its gain map (for displays of high dynamic range) and the XMP block that describes it are left out";
        }
    }

    private static Image ToGreyOrRgb(Image image, string path)
    {
        if (image.Interpretation is Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Labq)
        {
            throw InputFile.Unreadable(path, "its colours are CIELAB (Lab); convert it to grey or RGB");
        }

        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
        {
            throw InputFile.Unreadable(path, $"its pixels are of type '{image.Format}'; convert it to 8 or 16 bits a channel");
        }

        if (image.Interpretation == Enums.Interpretation.Cmyk)
        {
            // Ink values mean nothing to the prior; the transform leaves the sRGB profile attached in place of the ink one.
            return image.IccTransform("srgb", embedded: true);
        }

        int colours = image.Bands - (image.HasAlpha() ? 1 : 0);
        if (colours is not (1 or 3))
        {
            throw InputFile.Unreadable(path, $"it has {image.Bands} channels; convert it to grey or RGB, with or without alpha");
        }

        return image.Copy();
    }

    private static Photograph Unpack(Image image, ImageMetadata metadata)
    {
        var (height, width, bands, hasAlpha) = (image.Height, image.Width, image.Bands, image.HasAlpha());
        bool wide = image.Format == Enums.BandFormat.Ushort;
        var (colour, alpha) = wide
            ? PixelLevels.SixteenBits.Unpack(image.WriteToMemory<ushort>(), height, width, bands, hasAlpha)
            : PixelLevels.EightBits.Unpack(image.WriteToMemory<byte>(), height, width, bands, hasAlpha);
        return new Photograph(colour, alpha, wide ? 16 : 8, metadata);
    }

    private static ImageMetadata MetadataOf(Image upright, Image normal, bool hasGainMap) => new(
        Blob(normal, "icc-profile-data"),
        Blob(upright, "exif-data"),
        hasGainMap ? null : Blob(upright, "xmp-data"),
        Blob(upright, "iptc-data"),
        (upright.Xres, upright.Yres));

    private static byte[]? Blob(Image image, string field) => image.Contains(field) ? (byte[])image.Get(field) : null;

    private static string LastLine(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "unknown reason" : lines[^1];
    }
}
