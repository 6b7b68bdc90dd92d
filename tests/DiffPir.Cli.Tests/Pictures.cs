using DiffPir.Cli.Images;
using DiffPir.Sampler;

namespace DiffPir.Cli.Tests;

/// <summary>Small made-up pictures, and files of pictures.</summary>
internal static class Pictures
{
    /// <summary>A gradient whose every value is an exact level of the given depth.</summary>
    public static Photograph Gradient(int channels, int height, int width, int bits = 8, bool alpha = false, ImageMetadata? metadata = null)
    {
        int levels = (1 << bits) - 1;
        float[] data = new float[channels * height * width];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (int)((i * 7919L) % (levels + 1)) / (float)levels;
        }

        float[]? opacity = null;
        if (alpha)
        {
            opacity = new float[height * width];
            for (int i = 0; i < opacity.Length; i++)
            {
                opacity[i] = (int)((i * 104729L) % (levels + 1)) / (float)levels;
            }
        }

        return new Photograph(new PlanarImage(channels, height, width, data), opacity, bits, metadata ?? ImageMetadata.None);
    }

    /// <summary>The pixels of a file.</summary>
    public static PlanarImage Pixels(string path) => ImageReader.Load(path, ImageLimits.DefaultMaxPixels).Pixels;

    /// <summary>Writes <paramref name="photograph"/> and returns the path, for use in expressions.</summary>
    public static string SaveTo(this Photograph photograph, string path)
    {
        ImageWriter.Save(path, photograph);
        return path;
    }
}
