using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>What each <see cref="ImageFormat"/> can hold, and which file name asks for it.</summary>
internal static class ImageFormats
{
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

    /// <summary>True when the format can hold transparency.</summary>
    public static bool HoldsAlpha(this ImageFormat format) => format is not ImageFormat.Jpeg;
}
