namespace DiffPir.Sampler.Estimation;

/// <summary>The luma of JPEG, Y = 0.299 R + 0.587 G + 0.114 B.</summary>
internal static class Luma
{
    /// <summary>The luma of a picture on [0,1], grey or red, green and blue, as a picture.</summary>
    public static PlanarImage Of(PlanarImage image)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        var luma = new PlanarImage(1, image.Height, image.Width);
        for (int i = 0; i < luma.Data.Length; i++)
        {
            luma.Data[i] = At(image, i);
        }

        return luma;
    }

    /// <summary>Luma of a square of pixels, in grey levels of 0..255 less 128.</summary>
    /// <param name="image">Grey or red, green, blue on [0,1].</param>
    /// <param name="top">First row.</param>
    /// <param name="left">First column.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="luma">Receives side * side values.</param>
    public static void Read(PlanarImage image, int top, int left, int side, Span<float> luma)
    {
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                luma[(y * side) + x] = (255 * At(image, ((top + y) * image.Width) + left + x)) - 128;
            }
        }
    }

    private static float At(PlanarImage image, int pixel) => image.Channels == 3
        ? (0.299f * image.Plane(0)[pixel]) + (0.587f * image.Plane(1)[pixel]) + (0.114f * image.Plane(2)[pixel])
        : image.Plane(0)[pixel];
}
