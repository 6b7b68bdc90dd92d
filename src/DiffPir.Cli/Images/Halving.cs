using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>Pictures at half their size.</summary>
internal static class Halving
{
    /// <summary>Whether there is a half: of a single row or column there is none.</summary>
    public static bool HasHalf(this PlanarImage image) => Math.Min(image.Height, image.Width) > 1;

    /// <summary>Half as large by means of 2 x 2 pixels, as cameras and programs do for thumbnails; an odd last row or column is left out.</summary>
    public static PlanarImage Halved(this PlanarImage image)
    {
        var half = new PlanarImage(image.Channels, image.Height / 2, image.Width / 2);
        for (int i = 0; i < half.Data.Length; i++)
        {
            int c = i / (half.Height * half.Width), y = i / half.Width % half.Height * 2, x = i % half.Width * 2;
            half.Data[i] = (image[c, y, x] + image[c, y, x + 1] + image[c, y + 1, x] + image[c, y + 1, x + 1]) / 4;
        }

        return half;
    }

    /// <summary>Halved until no side is longer than <paramref name="longest"/>, as long as there is a half.</summary>
    public static PlanarImage Within(this PlanarImage image, int longest)
    {
        while (Math.Max(image.Height, image.Width) > longest && image.HasHalf())
        {
            image = image.Halved();
        }

        return image;
    }
}
