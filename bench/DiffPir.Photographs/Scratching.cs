using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>Draws what an old print or film has: thin, slightly bent scratches and specks of dust, most of them white, some black.</summary>
internal static class Scratching
{
    private const int Scratches = 4, Specks = 25;
    private const double BlackShare = 0.25;

    /// <summary>A picture with damage.</summary>
    /// <param name="image">The picture, values on [0,1].</param>
    /// <param name="seed">Chooses the damage.</param>
    /// <returns>The picture of 8 bits with noise of 2 grey levels, and how much of each pixel is damage.</returns>
    public static (PlanarImage Picture, float[] Opacity) Apply(PlanarImage image, int seed)
    {
        var random = new Random(seed);
        var result = new PlanarImage(image.Channels, image.Height, image.Width, [.. image.Data]);
        var opacity = new float[image.Height * image.Width];
        for (var i = 0; i < Scratches; i++)
        {
            Lay(result, opacity, Scratch(random, image.Height, image.Width), Shade(random));
        }

        for (var i = 0; i < Specks; i++)
        {
            Lay(result, opacity, Speck(random, image.Height, image.Width), Shade(random));
        }

        return (Spoiling.WithNoise(result, 2, (ulong)seed), opacity);
    }

    private static float Shade(Random random) => (float)(random.NextDouble() < BlackShare ? 0.1 * random.NextDouble() : 0.85 + (0.15 * random.NextDouble()));

    private static float[] Scratch(Random random, int height, int width)
    {
        var plane = new float[height * width];
        double angle = random.NextDouble() < 0.7 ? (Math.PI / 2) + (0.35 * ((2 * random.NextDouble()) - 1)) : Math.PI * random.NextDouble();
        double x = width * random.NextDouble(), y = height * random.NextDouble(), radius = 0.6 + random.NextDouble();
        double bend = 0.004 * ((2 * random.NextDouble()) - 1), strength = 0.75 + (0.25 * random.NextDouble());
        for (var left = 50 + (150 * random.NextDouble()); left > 0; left--)
        {
            Dab(plane, height, width, x, y, radius, strength);
            (x, y, angle) = (x + Math.Cos(angle), y + Math.Sin(angle), angle + bend);
        }

        return plane;
    }

    private static float[] Speck(Random random, int height, int width)
    {
        var plane = new float[height * width];
        double x = width * random.NextDouble(), y = height * random.NextDouble(), turn = Math.PI * random.NextDouble(), strength = 0.8 + (0.2 * random.NextDouble());
        double radius = 0.8 + (1.6 * random.NextDouble()), reach = radius * random.NextDouble();
        for (var i = -2; i <= 2; i++)
        {
            Dab(plane, height, width, x + (0.5 * i * reach * Math.Cos(turn)), y + (0.5 * i * reach * Math.Sin(turn)), radius, strength);
        }

        return plane;
    }

    /// <summary>A disc with a soft edge of one pixel.</summary>
    private static void Dab(float[] plane, int height, int width, double x, double y, double radius, double strength)
    {
        int reach = (int)Math.Ceiling(radius + 1), column = (int)Math.Round(x), row = (int)Math.Round(y);
        for (var v = Math.Max(0, row - reach); v <= Math.Min(height - 1, row + reach); v++)
        {
            for (var u = Math.Max(0, column - reach); u <= Math.Min(width - 1, column + reach); u++)
            {
                var covered = strength * Math.Clamp(radius + 0.5 - Math.Sqrt(((u - x) * (u - x)) + ((v - y) * (v - y))), 0, 1);
                plane[(v * width) + u] = Math.Max(plane[(v * width) + u], (float)covered);
            }
        }
    }

    private static void Lay(PlanarImage image, float[] opacity, float[] piece, float shade)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            opacity[i] = Math.Max(opacity[i], piece[i]);
            for (var c = 0; c < image.Channels; c++)
            {
                ref var value = ref image.Data[(c * piece.Length) + i];
                value += piece[i] * (shade - value);
            }
        }
    }
}
