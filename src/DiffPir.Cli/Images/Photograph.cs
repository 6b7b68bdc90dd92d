using DiffPir.Cli.Hosting;
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

    /// <summary>What is to be seen of it, where it has transparent holes; null where it has none, or nothing else.</summary>
    public PixelMask? Visible => Opacity.Visible(Alpha, Pixels.Height, Pixels.Width);

    /// <summary>A picture of 8 bits that is nothing but its pixels.</summary>
    public static Photograph Of(PlanarImage pixels) => new(pixels, null, 8, ImageMetadata.None);

    /// <summary>This photograph with other pixels; its alpha is resized where the size differs, and its profile left out where the channels do.</summary>
    public Photograph WithPixels(PlanarImage pixels)
    {
        float[]? alpha = Alpha is null || (pixels.Height == Pixels.Height && pixels.Width == Pixels.Width)
            ? Alpha
            : Opacity.Resize(Alpha, Pixels.Height, Pixels.Width, pixels.Height, pixels.Width);
        var metadata = pixels.Channels == Pixels.Channels ? Metadata : Metadata with { IccProfile = null }; // a profile is of grey or of colours
        return this with { Pixels = pixels, Alpha = alpha, Metadata = metadata };
    }

    /// <summary>This photograph with one channel.</summary>
    /// <param name="path">Its file, for the message.</param>
    /// <exception cref="CliException">It has colours (usage).</exception>
    public Photograph RequireGrey(string path)
    {
        var grey = Pixels.Channel(0);
        for (int c = 1; c < Pixels.Channels; c++)
        {
            if (!Pixels.Plane(c).SequenceEqual(grey.Data))
            {
                throw new CliException(ExitCode.Usage, $"'{path}' has colours already: --task colorize gives a grey picture its own");
            }
        }

        return WithPixels(grey);
    }

    /// <summary>This photograph without what its file says beside the pixels and their colours.</summary>
    public Photograph Stripped() => this with { Metadata = ImageMetadata.None with { IccProfile = Metadata.IccProfile } };

    /// <summary>This photograph, opaque where a mask lets its holes be filled in.</summary>
    public Photograph WithHolesFilled(PixelMask mask) => this with { Alpha = Opacity.WithHolesFilled(Alpha, mask) };
}
