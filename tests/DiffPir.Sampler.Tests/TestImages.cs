using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Sampler.Tests;

/// <summary>Pictures for tests.</summary>
internal static class TestImages
{
    /// <summary>Standard normal noise.</summary>
    public static PlanarImage Noise(int channels, int height, int width, uint draw)
    {
        var image = new PlanarImage(channels, height, width);
        NoiseOperations.Fill(image.Data, new NoiseKey(12, 0, 0, draw));
        return image;
    }

    /// <summary>The colour pattern of the golden sampling loops, 32x32, whole grey levels.</summary>
    public static PlanarImage Pattern()
    {
        var image = new PlanarImage(3, 32, 32);
        for (int i = 0; i < image.Data.Length; i++)
        {
            int c = i / 1024, row = i / 32 % 32, column = i % 32;
            image.Data[i] = ((37 * row) + (101 * column) + (53 * c) + (row * column / 3)) % 256 / 255f;
        }

        return image;
    }

    /// <summary>Coloured discs with sharp edges on a soft ground, in [0.2, 0.8].</summary>
    public static PlanarImage Scene(int height, int width)
    {
        var image = new PlanarImage(3, height, width);
        for (int i = 0; i < image.Data.Length; i++)
        {
            int c = i / (height * width), y = i / width % height, x = i % width;
            double value = 0.5 + (0.1 * Math.Sin((0.11 * y) + (0.07 * x) + c));
            for (int disc = 0; disc < 12; disc++)
            {
                int down = (disc * 37 % height) - y, right = (disc * 53 % width) - x, radius = 4 + (disc % 5);
                value = (down * down) + (right * right) < radius * radius ? 0.25 + (0.1 * ((disc + (2 * c)) % 6)) : value;
            }

            image.Data[i] = (float)value;
        }

        return image;
    }

    /// <summary>Smooth waves in [0.1, 0.9], one phase for each channel.</summary>
    public static PlanarImage Waves(int channels, int height, int width)
    {
        var image = new PlanarImage(channels, height, width);
        for (int i = 0; i < image.Data.Length; i++)
        {
            int c = i / (height * width), y = i / width % height, x = i % width;
            image.Data[i] = (float)(0.5 + (0.2 * Math.Sin((y * 0.31) + c)) + (0.2 * Math.Cos((x * 0.23) - (2 * c))));
        }

        return image;
    }
}
