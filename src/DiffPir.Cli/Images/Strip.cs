using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>Pictures beside each other.</summary>
internal static class Strip
{
    /// <summary>Columns of white between two pictures.</summary>
    private const int Gap = 4;

    /// <summary>Joins pictures of equal height and equally many channels, from left to right.</summary>
    public static PlanarImage Join(params ReadOnlySpan<PlanarImage> pictures)
    {
        var (channels, height) = (pictures[0].Channels, pictures[0].Height);
        int width = -Gap;
        foreach (var picture in pictures)
        {
            width += picture.Width + Gap;
        }

        float[] strip = new float[channels * height * width];
        Array.Fill(strip, 1f);
        int left = 0;
        foreach (var picture in pictures)
        {
            for (int row = 0; row < channels * height; row++)
            {
                picture.Data.AsSpan(row * picture.Width, picture.Width).CopyTo(strip.AsSpan((row * width) + left));
            }

            left += picture.Width + Gap;
        }

        return new PlanarImage(channels, height, width, strip);
    }

    /// <summary>Joins pictures of equal width and equally many channels, from top to bottom.</summary>
    public static PlanarImage Stack(IReadOnlyList<PlanarImage> pictures)
    {
        var (channels, width) = (pictures[0].Channels, pictures[0].Width);
        int height = pictures.Sum(static picture => picture.Height + Gap) - Gap;
        var stack = new PlanarImage(channels, height, width);
        Array.Fill(stack.Data, 1f);
        for (int channel = 0; channel < channels; channel++)
        {
            int top = 0;
            foreach (var picture in pictures)
            {
                picture.Plane(channel).CopyTo(stack.Plane(channel)[(top * width)..]);
                top += picture.Height + Gap;
            }
        }

        return stack;
    }
}
