using DiffPir.Sampler;
using NetVips;

namespace DiffPir.Photographs;

/// <summary>Writes JPEG files of any quality; the command line has one of its own.</summary>
internal static class JpegFile
{
    /// <summary>The bytes of a file with tables of the standard, colour at half the resolution below quality 90 unless it is said.</summary>
    public static byte[] Encode(PlanarImage image, int quality, bool? halvesColour = null)
    {
        using var raw = Image.NewFromMemory(PixelLevels.EightBits.Pack(image, null), image.Width, image.Height, image.Channels, Enums.BandFormat.Uchar);
        using var named = raw.Copy(interpretation: image.Channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        var colour = halvesColour switch { null => Enums.ForeignSubsample.Auto, true => Enums.ForeignSubsample.On, false => Enums.ForeignSubsample.Off };
        return named.JpegsaveBuffer(q: quality, subsampleMode: colour);
    }
}
