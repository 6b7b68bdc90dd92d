using DiffPir.Benchmarks;
using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>Pictures in rows, as the documentation shows them (scripts/gallery.sh).</summary>
internal static class PictureSheet
{
    /// <summary>Writes a picture of several of one size; those that divide it are enlarged to it, pixel by pixel.</summary>
    /// <param name="output">The picture's file.</param>
    /// <param name="arguments">How many across, and the files.</param>
    /// <exception cref="ArgumentException">They do not fill rows, or have other sizes.</exception>
    public static void Run(string output, Arguments arguments)
    {
        int across = arguments.Number("--across", 2, 1);
        PlanarImage[] pictures = [.. arguments.Rest.Select(static file => ImageReader.Load(file, ImageLimits.DefaultMaxPixels).Pixels)];
        if (pictures.Length == 0 || pictures.Length % across != 0)
        {
            throw new ArgumentException($"{pictures.Length} pictures do not fill rows of {across}");
        }

        var (height, width) = (pictures.Max(static picture => picture.Height), pictures.Max(static picture => picture.Width));
        var rows = pictures.Select(picture => Enlarge(picture, height, width)).Chunk(across).Select(static row => Strip.Join(row));
        ImageWriter.Save(output, Photograph.Of(Strip.Stack([.. rows])));
    }

    private static PlanarImage Enlarge(PlanarImage picture, int height, int width)
    {
        int factor = height / picture.Height;
        if (picture.Height * factor != height || picture.Width * factor != width)
        {
            throw new ArgumentException($"a picture of {picture.Width} x {picture.Height} pixels does not go with one of {width} x {height}");
        }

        return picture.RepeatPixels(factor);
    }
}
