using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>What the beginning of a picture's file tells, without decoding it.</summary>
internal static class PictureHeader
{
    static PictureHeader() => Libvips.Prepare();

    /// <summary>Number of pixels; 0 for a file that is no picture, which is refused when its turn comes.</summary>
    public static long PixelsOf(string path) => Read(path, static image => (long)image.Width * image.Height, 0);

    /// <summary>Whether a picture has transparency, or nothing tells that it has none.</summary>
    public static bool MayBeTransparent(string path) => Read(path, static image => image.HasAlpha(), true);

    private static T Read<T>(string path, Func<Image, T> read, T unreadable)
    {
        try
        {
            using var stream = InputFile.Open(path);
            using var image = Image.NewFromStream(stream, access: Enums.Access.Sequential);
            return read(image);
        }
        catch (Exception e) when (e is VipsException or CliException)
        {
            return unreadable;
        }
    }
}
