namespace DiffPir.Sampler;

/// <summary>
/// Continues known pixels into holes so that every filled one is the mean of its neighbours, solved from coarse to fine: the picture is halved until
/// holes are gone, and on the way back each grid begins with what the coarser one found. <see cref="WienerFilter"/> comes to the same in the holes of
/// a mask and serves every operator, by hundreds of rounds over the whole picture: too many for where a restoration starts.
/// </summary>
internal static class HarmonicContinuation
{
    /// <summary>Rounds on each grid. A coarser grid has already settled what is broad, and these what is as fine as the grid.</summary>
    private const int Rounds = 16;

    /// <summary>Takes a hole's values nearly all the way to the mean of their neighbours and a little past it, which converges faster.</summary>
    private const float Overshoot = 1.3f;

    /// <summary>Fills the holes of all channels. Where nothing is known at all, everything becomes mid grey.</summary>
    /// <param name="picture">Changed in place.</param>
    /// <param name="known">Height * width flags, row by row.</param>
    public static void Fill(PlanarImage picture, ReadOnlySpan<bool> known)
    {
        bool[] flags = known.ToArray();
        Parallel.For(0, picture.Channels, channel => Fill(picture.Plane(channel), flags, picture.Height, picture.Width));
    }

    private static void Fill(Span<float> values, bool[] known, int height, int width)
    {
        if (Array.IndexOf(known, false) < 0)
        {
            return;
        }

        if (height == 1 && width == 1)
        {
            values[0] = 0.5f;
            return;
        }

        int rows = (height + 1) / 2, columns = (width + 1) / 2;
        var (coarse, coarseKnown) = Halve(values, known, width, rows, columns);
        Fill(coarse, coarseKnown, rows, columns);
        Enlarge(coarse, rows, columns, values, known, height, width);
        for (int round = 0; round < Rounds; round++)
        {
            Relax(values, known, height, width);
        }
    }

    /// <summary>The mean of what is known of each two by two pixels.</summary>
    private static (float[] Values, bool[] Known) Halve(ReadOnlySpan<float> values, bool[] known, int width, int rows, int columns)
    {
        var (sums, counts) = (new float[rows * columns], new int[rows * columns]);
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i])
            {
                int parent = (i / width / 2 * columns) + (i % width / 2);
                sums[parent] += values[i];
                counts[parent]++;
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] /= Math.Max(1, counts[i]);
        }

        return (sums, Array.ConvertAll(counts, static count => count > 0));
    }

    /// <summary>Linear interpolation between the centres of the coarse pixels, into holes only.</summary>
    private static void Enlarge(float[] coarse, int rows, int columns, Span<float> values, bool[] known, int height, int width)
    {
        for (int row = 0; row < height; row++)
        {
            int near = row / 2, far = Math.Clamp(near + ((row & 1) == 0 ? -1 : 1), 0, rows - 1);
            for (int column = 0; column < width; column++)
            {
                int i = (row * width) + column;
                if (known[i])
                {
                    continue;
                }

                int beside = column / 2, beyond = Math.Clamp(beside + ((column & 1) == 0 ? -1 : 1), 0, columns - 1);
                values[i] = (0.75f * ((0.75f * coarse[(near * columns) + beside]) + (0.25f * coarse[(near * columns) + beyond])))
                    + (0.25f * ((0.75f * coarse[(far * columns) + beside]) + (0.25f * coarse[(far * columns) + beyond])));
            }
        }
    }

    private static void Relax(Span<float> values, bool[] known, int height, int width)
    {
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                int i = (row * width) + column;
                if (!known[i])
                {
                    // Mirrored at the picture's edges.
                    float mean = (values[row > 0 ? i - width : i] + values[row + 1 < height ? i + width : i]
                        + values[column > 0 ? i - 1 : i] + values[column + 1 < width ? i + 1 : i]) / 4;
                    values[i] += Overshoot * (mean - values[i]);
                }
            }
        }
    }
}
