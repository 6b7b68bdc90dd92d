using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>What each <see cref="ImageFormat"/> can hold, and which file name asks for it.</summary>
internal static class ImageFormats
{
    /// <summary>Extensions by which pictures are found in folders. HEIC is among them, so that it is refused with a reason and not passed over.</summary>
    public static readonly string[] ReadExtensions = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif", ".gif", ".bmp", ".heic", ".heif"];

    private static readonly string[] WrittenExtensions = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"];

    /// <summary>Whether an extension, with its dot, is one of a format that DiffPir writes.</summary>
    public static bool IsWritten(string extension) => WrittenExtensions.Contains(extension.ToLowerInvariant());

    /// <summary>The format that the extension of <paramref name="path"/> asks for.</summary>
    /// <exception cref="CliException">The extension is none that DiffPir writes (a usage error).</exception>
    public static ImageFormat FromPath(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.WebP,
        ".tif" or ".tiff" => ImageFormat.Tiff,
        var other => throw new CliException(
            ExitCode.Usage,
            $"cannot tell the format of the output '{path}' from {(other.Length == 0 ? "a name without extension" : $"'{other}'")}: "
            + "end it in .png, .jpg, .webp or .tif"),
    };

    /// <summary>True when the format can hold 16 bits a channel.</summary>
    public static bool HoldsSixteenBits(this ImageFormat format) => format is ImageFormat.Png or ImageFormat.Tiff;

    /// <summary>Checks, before any long work, that the format can hold what <paramref name="photograph"/> has.</summary>
    /// <exception cref="CliException">JPEG is asked to hold transparency (usage).</exception>
    public static void RequireFor(this ImageFormat format, Photograph photograph)
    {
        if (photograph.Alpha is not null && format == ImageFormat.Jpeg)
        {
            throw new CliException(ExitCode.Usage, "JPEG cannot hold the transparency of the picture: write a .png, .webp or .tif instead");
        }
    }
}
