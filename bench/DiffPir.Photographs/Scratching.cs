using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// Draws what an old print or film has: thin, slightly bent scratches of one to four pixels, curled hairs and specks of dust, most of them white, some
/// black, a little unsharp.
/// </summary>
internal static class Scratching
{
    /// <summary>Noise of the scan in grey levels.</summary>
    public const double Noise = 2;

    private const int Scratches = 3, Hairs = 2, Specks = 20;
    private const double BlackShare = 0.25, BlackHairShare = 0.5;

    /// <summary>A picture with damage.</summary>
    /// <param name="image">The picture, values on [0,1].</param>
    /// <param name="seed">Chooses the damage.</param>
    /// <param name="least">Least share of what a piece of damage covers, 0 to 1.</param>
    /// <param name="most">Greatest share.</param>
    /// <returns>The picture of 8 bits with noise, and how much of each pixel is damage.</returns>
    public static (PlanarImage Picture, float[] Opacity) Apply(PlanarImage image, int seed, double least, double most)
    {
        var random = new Random(seed);
        var result = new PlanarImage(image.Channels, image.Height, image.Width, [.. image.Data]);
        float[] opacity = new float[image.Height * image.Width];
        for (int i = 0; i < Scratches + Hairs + Specks; i++)
        {
            double strength = least + ((most - least) * random.NextDouble());
            float[] piece = i < Scratches ? Scratch(random, image.Height, image.Width, strength)
                : i < Scratches + Hairs ? Hair(random, image.Height, image.Width, strength)
                : Speck(random, image.Height, image.Width, strength);
            Lay(result, opacity, piece, Shade(random, i >= Scratches && i < Scratches + Hairs ? BlackHairShare : BlackShare));
        }

        return (Spoiling.WithNoise(result, Noise, (ulong)seed), opacity);
    }

    private static float Shade(Random random, double blackShare) =>
        (float)(random.NextDouble() < blackShare ? 0.1 * random.NextDouble() : 0.85 + (0.15 * random.NextDouble()));

    private static float[] Scratch(Random random, int height, int width, double strength)
    {
        double angle = random.NextDouble() < 0.7 ? (Math.PI / 2) + (0.35 * Sign(random)) : Math.PI * random.NextDouble();
        double radius = 0.2 + (1.4 * random.NextDouble()), bend = 0.004 * Sign(random), length = 50 + (150 * random.NextDouble());
        return Line(random, height, width, angle, bend, 0, length, radius, strength);
    }

    private static float[] Hair(Random random, int height, int width, double strength)
    {
        double angle = 2 * Math.PI * random.NextDouble(), radius = 0.2 + (0.7 * random.NextDouble()), length = 25 + (55 * random.NextDouble());
        return Line(random, height, width, angle, 0.08 * Sign(random), 0.03, length, radius, strength);
    }

    /// <summary>A line from a random place on, whose direction bends and wavers.</summary>
    private static float[] Line(Random random, int height, int width, double angle, double bend, double waver, double length, double radius, double strength)
    {
        float[] plane = new float[height * width];
        double x = width * random.NextDouble(), y = height * random.NextDouble();
        for (double left = length; left > 0; left--)
        {
            Dab(plane, height, width, x, y, radius, strength);
            bend += waver * Sign(random);
            (x, y, angle) = (x + Math.Cos(angle), y + Math.Sin(angle), angle + bend);
        }

        return plane;
    }

    private static float[] Speck(Random random, int height, int width, double strength)
    {
        float[] plane = new float[height * width];
        double x = width * random.NextDouble(), y = height * random.NextDouble(), turn = Math.PI * random.NextDouble();
        double radius = 0.5 + (1.9 * random.NextDouble()), reach = radius * random.NextDouble();
        for (int i = -2; i <= 2; i++)
        {
            Dab(plane, height, width, x + (0.5 * i * reach * Math.Cos(turn)), y + (0.5 * i * reach * Math.Sin(turn)), radius, strength);
        }

        return plane;
    }

    /// <summary>A random number of -1 to 1.</summary>
    private static double Sign(Random random) => (2 * random.NextDouble()) - 1;

    /// <summary>A disc with a soft edge of two pixels.</summary>
    private static void Dab(float[] plane, int height, int width, double x, double y, double radius, double strength)
    {
        int reach = (int)Math.Ceiling(radius + 1), column = (int)Math.Round(x), row = (int)Math.Round(y);
        for (int v = Math.Max(0, row - reach); v <= Math.Min(height - 1, row + reach); v++)
        {
            for (int u = Math.Max(0, column - reach); u <= Math.Min(width - 1, column + reach); u++)
            {
                double covered = strength * Math.Clamp((radius + 1 - Math.Sqrt(((u - x) * (u - x)) + ((v - y) * (v - y)))) / 1.5, 0, 1);
                plane[(v * width) + u] = Math.Max(plane[(v * width) + u], (float)covered);
            }
        }
    }

    private static void Lay(PlanarImage image, float[] opacity, float[] piece, float shade)
    {
        for (int i = 0; i < piece.Length; i++)
        {
            opacity[i] = Math.Max(opacity[i], piece[i]);
            for (int c = 0; c < image.Channels; c++)
            {
                ref float value = ref image.Data[(c * piece.Length) + i];
                value += piece[i] * (shade - value);
            }
        }
    }
}
