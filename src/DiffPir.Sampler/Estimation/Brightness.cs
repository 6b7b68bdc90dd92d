namespace DiffPir.Sampler.Estimation;

/// <summary>The plane that blurs and damage are looked for on.</summary>
internal static class Brightness
{
    /// <summary>The mean of the channels over a rectangle, row by row.</summary>
    public static float[] Of(PlanarImage image, int top, int left, int rows, int columns)
    {
        float[] mean = new float[rows * columns];
        for (int c = 0; c < image.Channels; c++)
        {
            for (int y = 0; y < rows; y++)
            {
                var from = image.Row(c, top + y).Slice(left, columns);
                var to = mean.AsSpan(y * columns, columns);
                for (int x = 0; x < columns; x++)
                {
                    to[x] += from[x] / image.Channels;
                }
            }
        }

        return mean;
    }
}
