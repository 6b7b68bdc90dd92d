namespace DiffPir.Cli.Images;

/// <summary>
/// What a file says about a picture besides its pixels, kept as the bytes found in the file so that a restored picture can carry it on.
/// </summary>
/// <param name="IccProfile">The ICC colour profile, or null.</param>
/// <param name="Exif">The EXIF block (its orientation is applied on load and written as 1; TIFF files are written without EXIF), or null.</param>
/// <param name="Xmp">The XMP packet, or null.</param>
/// <param name="Iptc">The IPTC block, or null.</param>
/// <param name="PixelsPerMillimetre">Horizontal and vertical resolution.</param>
internal sealed record ImageMetadata(
    byte[]? IccProfile, byte[]? Exif, byte[]? Xmp, byte[]? Iptc, (double X, double Y) PixelsPerMillimetre)
{
    /// <summary>Nothing but 72 dots an inch.</summary>
    public static ImageMetadata None { get; } = new(null, null, null, null, (72 / 25.4, 72 / 25.4));
}
