using DiffPir.Cli.Hosting;
using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>Masks as pictures: white pixels are known, black ones are to be filled in; the middle divides.</summary>
internal static class MaskFile
{
    /// <summary>Reads the mask of a picture.</summary>
    /// <param name="path">The mask picture.</param>
    /// <param name="height">Rows of the picture that it belongs to.</param>
    /// <param name="width">Columns of that picture.</param>
    /// <param name="maxPixels">Larger files are refused.</param>
    /// <exception cref="CliException">Unreadable (input); another size than the picture, or nothing known (usage).</exception>
    public static PixelMask Load(string path, int height, int width, long maxPixels)
    {
        var pixels = ImageReader.Load(path, maxPixels).Pixels;
        if (pixels.Height != height || pixels.Width != width)
        {
            throw new CliException(
                ExitCode.Usage,
                $"the mask '{path}' is {pixels.Width} x {pixels.Height} pixels and the picture {width} x {height}: make a mask of the picture's size");
        }

        var grey = KernelFile.GreyOf(pixels);
        bool[] known = [.. grey.Select(static v => v >= 0.5f)];
        return known.Contains(true)
            ? new PixelMask(height, width, known)
            : throw new CliException(
                ExitCode.Usage,
                $"no pixel of the mask '{path}' is known: its brightest is {grey.Max() * 255:0} of 255, and known is what is brighter than the middle, 127; "
                + "paint white what is known and black what to fill in");
    }

    /// <summary>Writes a mask as an 8-bit grey picture, white where known.</summary>
    public static void Save(string path, PixelMask mask)
    {
        var pixels = new PlanarImage(1, mask.Height, mask.Width, [.. mask.Known.ToArray().Select(static known => known ? 1f : 0f)]);
        ImageWriter.Save(path, new Photograph(pixels, null, 8, ImageMetadata.None));
    }
}
