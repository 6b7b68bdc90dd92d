using DiffPir.Sampler.Estimation;

namespace DiffPir.Sampler.Tests.Estimation;

/// <summary>Drawn scenes with the edges and the spectrum of photographs.</summary>
internal static class Scenes
{
    /// <summary>Ink, paper and exponent of the curve between them, of red, green and blue.</summary>
    private static readonly (double Ink, double Paper, double Exponent)[] Sepia = [(0.12, 0.98, 0.85), (0.08, 0.93, 1), (0.05, 0.75, 1.2)];

    /// <summary>A print of a grey picture in one tint, noise and all, in whole grey levels.</summary>
    public static PlanarImage SepiaPrint(PlanarImage grey) => EightBits(new(
        3, grey.Height, grey.Width,
        [.. Sepia.SelectMany(curve => grey.Data.Select(v => (float)(curve.Ink + ((curve.Paper - curve.Ink) * Math.Pow(v, curve.Exponent)))))]));

    /// <summary>Discs of random brightness and size lying over each other, values in [0.1, 0.9].</summary>
    public static PlanarImage Discs(int side)
    {
        var random = new Random(3);
        var image = new PlanarImage(1, side, side, [.. Enumerable.Repeat(0.5f, side * side)]);
        for (int i = 0; i < 1500; i++)
        {
            double radius = 3 / Math.Sqrt((random.NextDouble() * 0.99) + 0.002), y = random.NextDouble() * side, x = random.NextDouble() * side;
            float value = (float)((0.8 * random.NextDouble()) + 0.1);
            for (int row = Math.Max(0, (int)(y - radius)); row < Math.Min(side, y + radius); row++)
            {
                for (int column = Math.Max(0, (int)(x - radius)); column < Math.Min(side, x + radius); column++)
                {
                    image[0, row, column] = Math.Pow(row - y, 2) + Math.Pow(column - x, 2) < radius * radius ? value : image[0, row, column];
                }
            }
        }

        return image;
    }

    /// <summary>A random field whose power falls as that of photographs does, with the frequency to the power of -2.4, mean 0.5.</summary>
    /// <param name="side">A side that can be transformed (<see cref="HostFourier.LengthAtMost"/>).</param>
    public static PlanarImage Clouds(int side)
    {
        var random = new Random(4);
        var transform = new HostFourier(side, side);
        float[] real = new float[transform.HalfRows * side], imaginary = new float[real.Length], plane = new float[side * side];
        for (int i = 0; i < real.Length; i++)
        {
            int column = i / transform.HalfRows, row = i % transform.HalfRows, across = Math.Min(column, side - column);
            double amplitude = Math.Pow(Math.Max(1, (across * across) + (row * row)), -0.6), phase = 2 * Math.PI * random.NextDouble();
            (real[i], imaginary[i]) = ((float)(amplitude * Math.Cos(phase)), (float)(amplitude * Math.Sin(phase)));
        }

        transform.Inverse(real, imaginary, plane);
        float mean = plane.Average(), most = plane.Max(v => Math.Abs(v - mean));
        return new PlanarImage(1, side, side, [.. plane.Select(v => 0.5f + (0.45f * (v - mean) / most))]);
    }

    /// <summary>As an ordinary file holds it.</summary>
    public static PlanarImage EightBits(PlanarImage image) =>
        new(image.Channels, image.Height, image.Width, [.. image.Data.Select(static v => MathF.Round(255 * Math.Clamp(v, 0f, 1f)) / 255)]);

    /// <summary>As a JPEG of one channel holds it, its sides multiples of 8.</summary>
    public static PlanarImage Compressed(PlanarImage picture, JpegTables tables)
    {
        var image = new PlanarImage(1, picture.Height, picture.Width, [.. picture.Data]);
        float[] coefficients = new float[64];
        for (int y = 0; y < image.Height; y += 8)
        {
            for (int x = 0; x < image.Width; x += 8)
            {
                var block = image.Data.AsSpan((y * image.Width) + x);
                CosineTransform.Forward(block, image.Width, coefficients);
                for (int i = 0; i < coefficients.Length; i++)
                {
                    float step = tables.Luminance[i] / 255f, shift = i == 0 ? 128 * 8 / 255f : 0;
                    coefficients[i] = (step * MathF.Round((coefficients[i] - shift) / step)) + shift;
                }

                CosineTransform.Inverse(coefficients, block, image.Width);
            }
        }

        return EightBits(image);
    }
}
