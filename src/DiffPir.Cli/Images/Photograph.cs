using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>A decoded picture: colour, transparency and what else its file said.</summary>
/// <param name="Pixels">One channel (grey) or three (red, green, blue), values in [0,1] as encoded in the file (not linearised).</param>
/// <param name="Alpha">Opacity in [0,1], row by row, one value a pixel; null when the file has none.</param>
/// <param name="BitsPerChannel">8 or 16.</param>
/// <param name="Metadata">Colour profile and descriptive blocks.</param>
internal sealed record Photograph(PlanarImage Pixels, float[]? Alpha, int BitsPerChannel, ImageMetadata Metadata)
{
    /// <summary>True when the file's compression lost detail (JPEG, and mostly WebP and AVIF).</summary>
    public bool IsLossy { get; init; }

    /// <summary>What was left out of the file, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>How the picture came to be, to be written into its file; null for nothing.</summary>
    public string? Record { get; init; }

    /// <summary>True when the file holds one grey channel.</summary>
    public bool IsGrey => Pixels.Channels == 1;

    /// <summary>This photograph with other pixels; its alpha is resized where the size differs.</summary>
    public Photograph WithPixels(PlanarImage pixels)
    {
        var alpha = Alpha is null || (pixels.Height == Pixels.Height && pixels.Width == Pixels.Width)
            ? Alpha
            : Opacity.Resize(Alpha, Pixels.Height, Pixels.Width, pixels.Height, pixels.Width);
        return this with { Pixels = pixels, Alpha = alpha };
    }

    /// <summary>This photograph without what its file says beside the pixels and their colours.</summary>
    public Photograph Stripped() => this with { Metadata = ImageMetadata.None with { IccProfile = Metadata.IccProfile } };

    /// <summary>This photograph, opaque where a mask lets its holes be filled in.</summary>
    public Photograph WithHolesFilled(PixelMask mask) => this with { Alpha = Opacity.WithHolesFilled(Alpha, mask) };
}
