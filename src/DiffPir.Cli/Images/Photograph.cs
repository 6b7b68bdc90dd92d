using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>A decoded picture: colour, transparency and what else its file said.</summary>
/// <param name="Pixels">One channel (grey) or three (red, green, blue), values in [0,1] as encoded in the file (not linearised).</param>
/// <param name="Alpha">Opacity in [0,1], row by row, one value a pixel; null when the file has none.</param>
/// <param name="BitsPerChannel">8 or 16.</param>
/// <param name="Metadata">Colour profile and descriptive blocks.</param>
internal sealed record Photograph(PlanarImage Pixels, float[]? Alpha, int BitsPerChannel, ImageMetadata Metadata)
{
    /// <summary>True when the file holds one grey channel.</summary>
    public bool IsGrey => Pixels.Channels == 1;

    /// <summary>The three channels that a colour prior works on: grey is repeated.</summary>
    public PlanarImage ToColour()
    {
        if (!IsGrey)
        {
            return Pixels;
        }

        var grey = Pixels.Data;
        return new PlanarImage(3, Pixels.Height, Pixels.Width, [.. grey, .. grey, .. grey]);
    }

    /// <summary>
    /// This photograph with other pixels: a grey one gets the mean of three channels, and its alpha is resized where the size differs.
    /// </summary>
    public Photograph WithPixels(PlanarImage pixels)
    {
        var alpha = Alpha is null || (pixels.Height == Pixels.Height && pixels.Width == Pixels.Width)
            ? Alpha
            : AlphaPlane.Resize(Alpha, Pixels.Height, Pixels.Width, pixels.Height, pixels.Width);
        return this with { Pixels = IsGrey && pixels.Channels == 3 ? Mean(pixels) : pixels, Alpha = alpha };
    }

    private static PlanarImage Mean(PlanarImage colour)
    {
        var plane = colour.Height * colour.Width;
        var grey = new float[plane];
        for (var i = 0; i < plane; i++)
        {
            grey[i] = (colour.Data[i] + colour.Data[plane + i] + colour.Data[(2 * plane) + i]) / 3;
        }

        return new PlanarImage(1, colour.Height, colour.Width, grey);
    }
}
