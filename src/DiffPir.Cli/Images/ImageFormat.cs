namespace DiffPir.Cli.Images;

/// <summary>The picture formats that DiffPir writes.</summary>
internal enum ImageFormat
{
    /// <summary>Portable Network Graphics: 8 or 16 bits, alpha, lossless.</summary>
    Png,

    /// <summary>JPEG: 8 bits, no alpha, lossy.</summary>
    Jpeg,

    /// <summary>WebP: 8 bits, alpha, written lossless.</summary>
    WebP,

    /// <summary>TIFF: 8 or 16 bits, alpha, written with lossless compression.</summary>
    Tiff,
}
