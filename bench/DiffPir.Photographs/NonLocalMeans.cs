using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>
/// Non-local means (Buades, Coll and Morel, 2005), what people use without a trained network, to compare with: each pixel becomes the mean of
/// those whose surroundings look alike, over all channels.
/// </summary>
internal static class NonLocalMeans
{
    private const int Patch = 3, Search = 7;

    /// <summary>The filtered picture for each strength.</summary>
    /// <param name="image">On [0,1].</param>
    /// <param name="strengths">
    /// Root mean square difference of surroundings, in grey levels, at which a pixel counts for 1/e of the one that is filtered.
    /// </param>
    public static PlanarImage[] Filter(PlanarImage image, IReadOnlyList<double> strengths)
    {
        var padded = image.PadReflect(Search + Patch, Search + Patch, Search + Patch, Search + Patch);
        var (height, width) = (image.Height, image.Width);
        double[][] sums = strengths.Select(_ => new double[image.Data.Length]).ToArray();
        double[][] weights = strengths.Select(_ => new double[height * width]).ToArray();
        for (int down = -Search; down <= Search; down++)
        {
            for (int right = -Search; right <= Search; right++)
            {
                double[] integral = Differences(padded, height, width, down, right);
                for (int i = 0; i < height * width; i++)
                {
                    int y = i / width, x = i % width, pitch = width + (2 * Patch) + 1, side = (2 * Patch) + 1;
                    int at = (y * pitch) + x;
                    double square = (integral[at + (side * pitch) + side] - integral[at + side] - integral[at + (side * pitch)] + integral[at])
                        / (side * side * image.Channels);
                    for (int s = 0; s < strengths.Count; s++)
                    {
                        double weight = Math.Exp(-square * 255 * 255 / (strengths[s] * strengths[s]));
                        weights[s][i] += weight;
                        for (int c = 0; c < image.Channels; c++)
                        {
                            sums[s][(c * height * width) + i] += weight * padded[c, y + Search + Patch + down, x + Search + Patch + right];
                        }
                    }
                }
            }
        }

        return [.. sums.Select((sum, s) => new PlanarImage(
            image.Channels, height, width, [.. sum.Select((value, i) => (float)(value / weights[s][i % (height * width)]))]))];
    }

    /// <summary>Sums, from the first pixel on, of the squared differences of the picture and the picture moved.</summary>
    private static double[] Differences(PlanarImage padded, int height, int width, int down, int right)
    {
        int rows = height + (2 * Patch), columns = width + (2 * Patch), pitch = columns + 1;
        double[] integral = new double[(rows + 1) * pitch];
        for (int y = 0; y < rows; y++)
        {
            double row = 0;
            for (int x = 0; x < columns; x++)
            {
                for (int c = 0; c < padded.Channels; c++)
                {
                    double difference = padded[c, y + Search, x + Search] - padded[c, y + Search + down, x + Search + right];
                    row += difference * difference;
                }

                integral[((y + 1) * pitch) + x + 1] = integral[(y * pitch) + x + 1] + row;
            }
        }

        return integral;
    }
}
