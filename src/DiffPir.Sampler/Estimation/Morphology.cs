namespace DiffPir.Sampler.Estimation;

/// <summary>Filters of planes by squares: the darkest and the brightest around each value, the mean, and what is bright and thin.</summary>
internal static class Morphology
{
    /// <summary>The largest value within so many rows and columns.</summary>
    public static float[] Dilate(float[] plane, int rows, int columns, int radius) =>
        Separable(plane, rows, columns, (line, result) => Maximum(line, result, radius));

    /// <summary>The smallest value within so many rows and columns.</summary>
    public static float[] Erode(float[] plane, int rows, int columns, int radius) =>
        Separable(plane, rows, columns, (line, result) => Minimum(line, result, radius));

    /// <summary>The plane without what is bright and thinner than 2 radius + 1 pixels.</summary>
    public static float[] Open(float[] plane, int rows, int columns, int radius) => Dilate(Erode(plane, rows, columns, radius), rows, columns, radius);

    /// <summary>The mean within so many rows and columns, of those that there are.</summary>
    public static float[] Mean(float[] plane, int rows, int columns, int radius) => Separable(plane, rows, columns, (line, result) =>
    {
        double sum = 0;
        for (int i = -radius; i < line.Length; i++)
        {
            sum += i + radius < line.Length ? line[i + radius] : 0;
            sum -= i - radius - 1 >= 0 ? line[i - radius - 1] : 0;
            if (i >= 0)
            {
                result[i] = (float)(sum / (Math.Min(i + radius, line.Length - 1) - Math.Max(i - radius, 0) + 1));
            }
        }
    });

    private static void Minimum(float[] line, float[] result, int radius)
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = -line[i];
        }

        Maximum(line, result, radius);
        for (int i = 0; i < line.Length; i++)
        {
            result[i] = -result[i];
        }
    }

    /// <summary>By places of falling values: each value enters and leaves once, whatever the radius.</summary>
    private static void Maximum(float[] line, float[] result, int radius)
    {
        int[] places = new int[line.Length];
        int first = 0, last = 0;
        for (int i = 0; i < line.Length + radius; i++)
        {
            if (i < line.Length)
            {
                while (last > first && line[places[last - 1]] <= line[i])
                {
                    last--;
                }

                places[last++] = i;
            }

            if (i >= radius)
            {
                first += places[first] < i - (2 * radius) ? 1 : 0;
                result[i - radius] = line[places[first]];
            }
        }
    }

    /// <summary>Filters all rows and then all columns. The filter may overwrite the line it is given.</summary>
    private static float[] Separable(float[] plane, int rows, int columns, Action<float[], float[]> filter)
    {
        float[] result = new float[plane.Length];
        Parallel.For(0, rows, () => (new float[columns], new float[columns]), (y, _, lines) =>
        {
            plane.AsSpan(y * columns, columns).CopyTo(lines.Item1);
            filter(lines.Item1, lines.Item2);
            lines.Item2.CopyTo(result, y * columns);
            return lines;
        }, static _ => { });
        Parallel.For(0, columns, () => (new float[rows], new float[rows]), (x, _, lines) =>
        {
            for (int y = 0; y < rows; y++)
            {
                lines.Item1[y] = result[(y * columns) + x];
            }

            filter(lines.Item1, lines.Item2);
            for (int y = 0; y < rows; y++)
            {
                result[(y * columns) + x] = lines.Item2[y];
            }

            return lines;
        }, static _ => { });
        return result;
    }
}
