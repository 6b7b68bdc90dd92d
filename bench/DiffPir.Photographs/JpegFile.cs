using DiffPir.Sampler;
using NetVips;

namespace DiffPir.Photographs;

/// <summary>Writes JPEG files of any quality; the command line has one of its own.</summary>
internal static class JpegFile
{
    /// <summary>The bytes of a file with tables of the standard, colour at half the resolution below quality 90.</summary>
    public static byte[] Encode(PlanarImage image, int quality)
    {
        var bytes = new byte[image.Data.Length];
        var plane = image.Height * image.Width;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i % plane * image.Channels + (i / plane)] = (byte)MathF.Round(255 * Math.Clamp(image.Data[i], 0f, 1f));
        }

        using var raw = Image.NewFromMemory(bytes, image.Width, image.Height, image.Channels, Enums.BandFormat.Uchar);
        using var named = raw.Copy(interpretation: image.Channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        return named.JpegsaveBuffer(q: quality);
    }
}
