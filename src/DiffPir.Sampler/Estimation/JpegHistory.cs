namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Finds out whether a picture was a JPEG once, from its pixels alone: the coefficients of its 8x8 blocks then sit on multiples of
/// the steps of a table. Tables of the standard are tried, the grid beginning at the first pixel.
/// </summary>
public static class JpegHistory
{
    private const int Side = CosineTransform.Side;
    private const int MostBlocks = 5_000;

    /// <summary>Above this quality the steps are as small as the rounding to grey levels, and nothing is left to see.</summary>
    private const int HighestQuality = 96;

    private const int LowestQuality = 10;

    /// <summary>Mean of cos(2 pi T / q), 1 where all coefficients sit on multiples of q and 0 where none does, from which on we believe it.</summary>
    private const double Threshold = 0.45;

    /// <summary>Coefficients different from 0 that are needed to say anything.</summary>
    private const int FewestCoefficients = 200;

    /// <summary>The tables the picture was compressed with, or null where no compression shows.</summary>
    /// <param name="image">Values on [0,1], one or three channels.</param>
    public static JpegTables? Find(PlanarImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var low = LowCoefficients(image);
        (double best, JpegTables? tables) = (Threshold, null);
        for (int quality = LowestQuality; quality <= HighestQuality; quality++)
        {
            var candidate = JpegTables.Standard(quality);
            double score = Score(low, candidate);
            if (score > best)
            {
                (best, tables) = (score, candidate);
            }
        }

        return tables;
    }

    private static double Score(List<(int Index, float Value)> coefficients, JpegTables tables)
    {
        double sum = 0;
        int count = 0;
        foreach (var (index, value) in coefficients)
        {
            int step = tables.Luminance[index];
            if (Math.Abs(value) > 0.5 * step)
            {
                sum += Math.Cos(2 * Math.PI * value / step);
                count++;
            }
        }

        return count < FewestCoefficients ? 0 : sum / count;
    }

    /// <summary>Coefficients 0 &lt; i + j &lt;= 5 of the luminance of blocks spread over the picture, in grey levels; those next to 0 say nothing.</summary>
    private static List<(int Index, float Value)> LowCoefficients(PlanarImage image)
    {
        int rows = image.Height / Side, columns = image.Width / Side;
        int stride = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)rows * columns / MostBlocks)));
        var found = new List<(int, float)>();
        float[] block = new float[Side * Side];
        float[] coefficients = new float[Side * Side];
        for (int row = 0; row < rows; row += stride)
        {
            for (int column = 0; column < columns; column += stride)
            {
                Luma.Read(image, row * Side, column * Side, Side, block);
                CosineTransform.Forward(block, Side, coefficients);
                for (int i = 1; i < coefficients.Length; i++)
                {
                    if ((i / Side) + (i % Side) <= 5 && Math.Abs(coefficients[i]) > 1)
                    {
                        found.Add((i, coefficients[i]));
                    }
                }
            }
        }

        return found;
    }
}
