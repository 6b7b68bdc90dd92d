using DiffPir.Cli.Hosting;
using DiffPir.Sampler;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>
/// Decodes PNG, JPEG, WebP and TIFF (libvips). Other formats, damaged files and pictures above a pixel limit are refused; the pixel
/// limit is checked against the header, before anything is decoded.
/// </summary>
internal static class ImageReader
{
    private static readonly string[] Loaders = ["png", "jpeg", "webp", "tiff"];

    static ImageReader() => Libvips.Prepare();

    /// <summary>Decodes a picture file, with its EXIF orientation applied.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused.</param>
    /// <exception cref="CliException">The file is no picture that DiffPir reads, is damaged, or is too large (unreadable input).</exception>
    public static Photograph Load(string path, long maxPixels) => Decode(InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes), path, maxPixels);

    private static Photograph Decode(byte[] bytes, string path, long maxPixels)
    {
        RequireKnownFormat(bytes, path);
        try
        {
            using var image = Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Error);
            var pixels = (long)image.Width * image.Height;
            if (pixels > maxPixels)
            {
                throw InputFile.Unreadable(
                    path,
                    $"it has {image.Width} x {image.Height} = {pixels:N0} pixels and the limit is {maxPixels:N0}; "
                    + "make it smaller or raise --max-pixels");
            }

            using var upright = image.Autorot();
            using var normal = ToGreyOrRgb(upright, path);
            return Unpack(normal, MetadataOf(upright, normal));
        }
        catch (VipsException e)
        {
            throw InputFile.Unreadable(path, $"the picture is damaged or cut off ({FirstLine(e.Message)}); get an intact copy", e);
        }
    }

    private static void RequireKnownFormat(byte[] bytes, string path)
    {
        // Names such as "VipsForeignLoadPngBuffer"; null when no decoder knows the first bytes.
        var loader = Image.FindLoadBuffer(bytes);
        if (loader is null || !Loaders.Any(name => loader.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw InputFile.Unreadable(path, "it is not a PNG, JPEG, WebP or TIFF picture; convert it to one of these");
        }
    }

    private static Image ToGreyOrRgb(Image image, string path)
    {
        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
        {
            throw InputFile.Unreadable(path, $"its pixels are of type '{image.Format}'; convert it to 8 or 16 bits a channel");
        }

        if (image.Interpretation == Enums.Interpretation.Cmyk)
        {
            // Ink values mean nothing to the prior; the transform leaves the sRGB profile attached in place of the ink one.
            return image.IccTransform("srgb", embedded: true);
        }

        var colours = image.Bands - (image.HasAlpha() ? 1 : 0);
        if (colours is not (1 or 3))
        {
            throw InputFile.Unreadable(path, $"it has {image.Bands} channels; convert it to grey or RGB, with or without alpha");
        }

        return image.Copy();
    }

    private static Photograph Unpack(Image image, ImageMetadata metadata)
    {
        int height = image.Height, width = image.Width, bands = image.Bands;
        var wide = image.Format == Enums.BandFormat.Ushort;
        var planes = wide
            ? Planes(image.WriteToMemory<ushort>(), bands, static v => v / 65535f)
            : Planes(image.WriteToMemory<byte>(), bands, static v => v / 255f);
        var alpha = image.HasAlpha() ? planes[^1] : null;
        float[] colour = bands - (alpha is null ? 0 : 1) == 1 ? planes[0] : [.. planes[0], .. planes[1], .. planes[2]];
        return new Photograph(new PlanarImage(colour.Length / (height * width), height, width, colour), alpha, wide ? 16 : 8, metadata);
    }

    private static float[][] Planes<T>(T[] interleaved, int bands, Func<T, float> toUnit)
    {
        var planes = new float[bands][];
        for (var band = 0; band < bands; band++)
        {
            var plane = planes[band] = new float[interleaved.Length / bands];
            for (int i = 0, j = band; i < plane.Length; i++, j += bands)
            {
                plane[i] = toUnit(interleaved[j]);
            }
        }

        return planes;
    }

    private static ImageMetadata MetadataOf(Image upright, Image normal) => new(
        Blob(normal, "icc-profile-data"),
        Blob(upright, "exif-data"),
        Blob(upright, "xmp-data"),
        Blob(upright, "iptc-data"),
        (upright.Xres, upright.Yres));

    private static byte[]? Blob(Image image, string field) => image.Contains(field) ? (byte[])image.Get(field) : null;

    private static string FirstLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "unknown reason" : lines[^1];
    }
}
