namespace DiffPir.Sampler.Estimation;

/// <summary>Makes a kernel of what a least-squares fit gives: no negative weights, no specks, centred, of sum 1.</summary>
internal static class KernelCleaning
{
    /// <summary>Cleans a square kernel.</summary>
    /// <param name="weights">size * size, row by row.</param>
    /// <param name="size">Its side, odd.</param>
    /// <param name="smallWeight">Weights below this share of the largest are dropped.</param>
    /// <param name="smallGroup">Groups of touching weights with less than this share of the sum are dropped.</param>
    public static float[] Clean(float[] weights, int size, float smallWeight, float smallGroup)
    {
        float least = Math.Max(0, weights.Max()) * smallWeight;
        float[] kept = [.. weights.Select(w => w > least ? w : 0)];
        if (kept.Sum() <= 0)
        {
            // Nothing is left of it: no blur.
            kept[((size / 2) * size) + (size / 2)] = 1;
            return kept;
        }

        DropGroups(kept, size, smallGroup * kept.Sum());
        return Centre(kept, size);
    }

    /// <summary>The smallest kernel of odd sides that has the same weights around the same origin.</summary>
    public static BlurKernel Trim(BlurKernel kernel)
    {
        int rows = 0, columns = 0;
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            if (kernel.Values[i] != 0)
            {
                rows = Math.Max(rows, Math.Abs((i / kernel.Width) - kernel.OriginRow));
                columns = Math.Max(columns, Math.Abs((i % kernel.Width) - kernel.OriginColumn));
            }
        }

        int height = (2 * rows) + 1, width = (2 * columns) + 1;
        float[] values = new float[height * width];
        for (int i = 0; i < values.Length; i++)
        {
            int row = (i / width) - rows + kernel.OriginRow, column = (i % width) - columns + kernel.OriginColumn;
            values[i] = row >= 0 && row < kernel.Height && column >= 0 && column < kernel.Width ? kernel[row, column] : 0;
        }

        return BlurKernel.FromValues(height, width, values);
    }

    private static void DropGroups(float[] weights, int size, float leastSum)
    {
        foreach (var group in Pieces.Of([.. weights.Select(static w => w > 0)], size, size))
        {
            if (group.Sum(i => weights[i]) < leastSum)
            {
                group.ForEach(i => weights[i] = 0);
            }
        }
    }

    private static float[] Centre(float[] weights, int size)
    {
        double sum = 0, y = 0, x = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            y += weights[i] * (i / size);
            x += weights[i] * (i % size);
        }

        int down = (size / 2) - (int)Math.Round(y / sum), right = (size / 2) - (int)Math.Round(x / sum);
        float[] centred = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int row = (i / size) + down, column = (i % size) + right;
            if (row >= 0 && row < size && column >= 0 && column < size)
            {
                centred[(row * size) + column] = (float)(weights[i] / sum);
            }
        }

        double left = centred.Sum();
        return [.. centred.Select(w => (float)(w / left))];
    }
}
