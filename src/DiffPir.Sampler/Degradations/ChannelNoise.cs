namespace DiffPir.Sampler;

/// <summary>
/// How the noise of a measurement's channels hangs together. A prior of colours expects white noise: as strong whichever way the colours are mixed, and
/// independent. What is missing of that can be added, up to the strongest noise that a mixture of the channels has; of that mixture nothing is lost.
/// </summary>
internal sealed class ChannelNoise
{
    private ChannelNoise(double[,] covariance, double strongest) => (Strength, Missing) = (Math.Sqrt(strongest), FactorOfMissing(covariance, strongest));

    /// <summary>The noise of the mixture that has the most, over the root mean square of the channels' noise: 1 where they are independent and alike.</summary>
    public double Strength { get; }

    /// <summary>
    /// A lower triangular matrix: mixtures of white noise by its rows are the noise that is missing in the channels, over the root mean square of what they
    /// have.
    /// </summary>
    public double[,] Missing { get; }

    /// <summary>Whether nothing is missing.</summary>
    public bool IsIndependent => Strength == 1;

    /// <summary>Channels with noise of their own, as much in each.</summary>
    /// <param name="channels">How many.</param>
    public static ChannelNoise Independent(int channels) => new(Matrix(channels, static (row, column) => row == column ? 1 : 0), 1);

    /// <summary>Channels that repeat one measurement, noise included.</summary>
    /// <param name="channels">How many.</param>
    public static ChannelNoise Repeated(int channels) => new(Matrix(channels, static (_, _) => 1), channels);

    /// <summary>Channels whose noise was measured.</summary>
    /// <param name="covariance">Its covariance, whatever its scale; not all 0.</param>
    public static ChannelNoise Of(double[,] covariance)
    {
        int channels = covariance.GetLength(0);
        double mean = Enumerable.Range(0, channels).Average(c => covariance[c, c]);
        double[,] relative = Matrix(channels, (row, column) => covariance[row, column] / mean);
        return new(relative, Strongest(relative));
    }

    private static double[,] Matrix(int channels, Func<int, int, double> element)
    {
        double[,] matrix = new double[channels, channels];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i / channels, i % channels] = element(i / channels, i % channels);
        }

        return matrix;
    }

    /// <summary>The largest eigenvalue, by powers of the matrix: its square, the square of that, ... tend to the largest alone.</summary>
    private static double Strongest(double[,] covariance)
    {
        const int squarings = 20;
        int channels = covariance.GetLength(0);
        double[,] power = covariance;
        for (int i = 0; i < squarings; i++)
        {
            double[,] last = power;
            double trace = Enumerable.Range(0, channels).Sum(c => last[c, c]);
            power = Matrix(channels, (row, column) => Enumerable.Range(0, channels).Sum(k => last[row, k] * last[k, column]) / (trace * trace));
        }

        double sum = 0, weight = 0;
        for (int c = 0; c < channels; c++)
        {
            weight += power[c, c];
            sum += Enumerable.Range(0, channels).Sum(k => power[c, k] * covariance[k, c]);
        }

        return sum / weight;
    }

    /// <summary>L with L L^T = strongest I - covariance (Cholesky), where a pivot may be 0, as one always is.</summary>
    private static double[,] FactorOfMissing(double[,] covariance, double strongest)
    {
        const double least = 1e-9;
        int channels = covariance.GetLength(0);
        double[,] factor = new double[channels, channels];
        for (int column = 0; column < channels; column++)
        {
            double pivot = Rest(column, column);
            factor[column, column] = Math.Sqrt(Math.Max(0, pivot));
            for (int row = column + 1; row < channels; row++)
            {
                factor[row, column] = pivot > least ? Rest(row, column) / factor[column, column] : 0;
            }
        }

        return factor;

        double Rest(int row, int column) => (row == column ? strongest : 0) - covariance[row, column]
            - Enumerable.Range(0, column).Sum(k => factor[row, k] * factor[column, k]);
    }
}
