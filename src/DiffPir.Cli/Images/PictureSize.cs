using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>Reads the size of a picture from the beginning of its file, without decoding it.</summary>
internal static class PictureSize
{
    static PictureSize() => Libvips.Prepare();

    /// <summary>Number of pixels; 0 for a file that is no picture, which is refused when its turn comes.</summary>
    public static long PixelsOf(string path)
    {
        try
        {
            using var stream = InputFile.Open(path);
            using var image = Image.NewFromStream(stream, access: Enums.Access.Sequential);
            return (long)image.Width * image.Height;
        }
        catch (Exception e) when (e is VipsException or CliException)
        {
            return 0;
        }
    }
}
