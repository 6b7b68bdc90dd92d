namespace DiffPir.Sampler.Tests.Estimation;

/// <summary>Drawn scenes with the edges and the spectrum of photographs.</summary>
internal static class Scenes
{
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

    /// <summary>As an ordinary file holds it.</summary>
    public static PlanarImage EightBits(PlanarImage image) =>
        new(image.Channels, image.Height, image.Width, [.. image.Data.Select(static v => MathF.Round(255 * Math.Clamp(v, 0f, 1f)) / 255)]);
}
