namespace DiffPir.Network;

/// <summary>
/// The forward process of the prior, x_t = a_t x_0 + s_t n with images on [-1,1] and n ~ N(0,1): a_t^2 = prod_{u &lt;= t} (1 - beta_u) and
/// s_t^2 = 1 - a_t^2 (Ho et al. 2020). Timestep 0 has the least noise. Everything is float64; kernels get float32 casts.
/// </summary>
public sealed class NoiseSchedule
{
    /// <summary>What <see cref="Standard"/> is made of.</summary>
    internal const int StandardCount = 1000;

    /// <inheritdoc cref="StandardCount"/>
    internal const double StandardFirstBeta = 1e-4, StandardLastBeta = 2e-2;

    private readonly double[] _beta;
    private readonly double[] _alphaBar;
    private readonly double[] _sigma;

    /// <summary>Computes the tables.</summary>
    /// <param name="betas">Variance that each training step adds, in (0,1); at least 2 of them.</param>
    /// <exception cref="ArgumentException">There are fewer, or one is out of range.</exception>
    public NoiseSchedule(IEnumerable<double> betas)
    {
        ArgumentNullException.ThrowIfNull(betas);
        _beta = [.. betas];
        ArgumentOutOfRangeException.ThrowIfLessThan(_beta.Length, 2, nameof(betas));
        _alphaBar = new double[_beta.Length];
        _sigma = new double[_beta.Length];
        double product = 1;
        for (int t = 0; t < _beta.Length; t++)
        {
            if (!(_beta[t] > 0 && _beta[t] < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(betas), _beta[t], $"the variance that step {t} adds must be between 0 and 1");
            }

            product *= 1 - _beta[t];
            _alphaBar[t] = product;
            _sigma[t] = Math.Sqrt((1 - product) / product);
        }
    }

    /// <summary>The schedule of the guided-diffusion networks: 1000 steps, betas from 1e-4 to 2e-2.</summary>
    public static NoiseSchedule Standard { get; } = Linear(StandardCount, StandardFirstBeta, StandardLastBeta);

    /// <summary>Betas that grow by equal amounts.</summary>
    /// <param name="count">Number of training steps, at least 2.</param>
    /// <param name="firstBeta">Variance that step 0 adds, in (0,1).</param>
    /// <param name="lastBeta">Variance that the last step adds, in (0,1).</param>
    public static NoiseSchedule Linear(int count, double firstBeta, double lastBeta) =>
        new(Enumerable.Range(0, count).Select(t => firstBeta + ((lastBeta - firstBeta) * t / (count - 1))));

    /// <summary>What is left of the picture, a_t^2, falls as cos^2 ((t/T + 0.008) / 1.008 pi/2); no step adds more than a variance of 0.999.</summary>
    /// <param name="count">Number of training steps T, at least 2.</param>
    public static NoiseSchedule Cosine(int count)
    {
        const double offset = 0.008, largestBeta = 0.999;
        double left(int step) => Math.Pow(Math.Cos((((double)step / count) + offset) / (1 + offset) * Math.PI / 2), 2);
        return new(Enumerable.Range(0, count).Select(t => Math.Min(1 - (left(t + 1) / left(t)), largestBeta)));
    }

    /// <summary>Number of training steps T; timesteps are 0..T-1.</summary>
    public int Count => _beta.Length;

    /// <summary>Variance that step t adds.</summary>
    public double Beta(int t) => _beta[t];

    /// <summary>Product of (1 - beta) up to and including t.</summary>
    public double AlphaBar(int t) => _alphaBar[t];

    /// <summary>a_t, how much of the clean image is left.</summary>
    public double Signal(int t) => Math.Sqrt(_alphaBar[t]);

    /// <summary>s_t, standard deviation of the noise in x_t.</summary>
    public double Noise(int t) => Math.Sqrt(1 - _alphaBar[t]);

    /// <summary>s_t / a_t: the noise level of x_t / a_t on the [-1,1] scale; strictly increasing in t.</summary>
    public double Sigma(int t) => _sigma[t];

    /// <summary>The timestep whose <see cref="Sigma"/> is nearest; ties go to the lower one. A noise level s on [0,1] is 2 s here.</summary>
    public int Nearest(double sigma)
    {
        int best = 0;
        for (int t = 1; t < Count; t++)
        {
            if (Math.Abs(_sigma[t] - sigma) < Math.Abs(_sigma[best] - sigma))
            {
                best = t;
            }
        }

        return best;
    }
}
