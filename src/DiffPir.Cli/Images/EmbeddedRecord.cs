using DiffPir.Cli.Hosting;
using NetVips;

namespace DiffPir.Cli.Images;

/// <summary>The record of a restoration in a picture file: a comment of a PNG, a property of the XMP packet of other formats.</summary>
internal static class EmbeddedRecord
{
    /// <summary>The keyword of the comment.</summary>
    public const string Keyword = "DiffPir";

    /// <summary>The size of a picture and its record.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The record is null where the file has none.</returns>
    /// <exception cref="CliException">The file is no picture that DiffPir reads, or is damaged (unreadable input).</exception>
    public static (int Width, int Height, string? Record) Read(string path)
    {
        byte[] bytes = InputFile.ReadAllBytes(path, ImageLimits.MaxFileBytes);
        try
        {
            using var image = ImageFile.Open(path, bytes, ImageLimits.MostPixels);
            string? record = PngText.Find(bytes, Keyword)
                ?? (image.Contains("xmp-data") ? XmpPacket.Find((byte[])image.Get("xmp-data")) : null);
            return (image.Width, image.Height, record);
        }
        catch (VipsException e)
        {
            throw InputFile.Unreadable(path, "the picture is damaged or cut off; get an intact copy", e);
        }
    }
}
