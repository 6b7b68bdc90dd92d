namespace DiffPir.Sampler;

/// <summary>
/// The forward process of the prior, x_t = a_t x_0 + s_t n with images on [-1,1] and n ~ N(0,1): a_t^2 = prod_{u &lt;= t} (1 - beta_u) and
/// s_t^2 = 1 - a_t^2, betas linear (Ho et al. 2020). Timestep 0 has the least noise. Everything is float64; kernels get float32 casts.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly double[] _beta;
    private readonly double[] _alphaBar;
    private readonly double[] _sigma;

    /// <summary>Computes the tables.</summary>
    /// <param name="count">Number of training steps, at least 2.</param>
    /// <param name="betaStart">Variance added by step 0, in (0,1).</param>
    /// <param name="betaEnd">Variance added by the last step, in (0,1).</param>
    public NoiseSchedule(int count = 1000, double betaStart = 1e-4, double betaEnd = 2e-2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(betaStart, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(betaEnd, betaStart);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(betaEnd, 1);
        _beta = new double[count];
        _alphaBar = new double[count];
        _sigma = new double[count];
        double product = 1;
        for (int t = 0; t < count; t++)
        {
            _beta[t] = betaStart + ((betaEnd - betaStart) * t / (count - 1));
            product *= 1 - _beta[t];
            _alphaBar[t] = product;
            _sigma[t] = Math.Sqrt((1 - product) / product);
        }
    }

    /// <summary>The schedule of the guided-diffusion networks: 1000 steps, betas from 1e-4 to 2e-2.</summary>
    public static NoiseSchedule Standard { get; } = new();

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

    /// <summary>
    /// Weight of the prior in the data step, rho_t = lambda sigma^2 / sigma_t^2 with sigma on the [0,1] scale and at least 0.001
    /// (DiffPIR, eq. 13; the factor between the two scales is absorbed in lambda, as published).
    /// </summary>
    public double DataWeight(int t, double lambda, double noiseLevel)
    {
        double sigma = Math.Max(0.001, noiseLevel);
        return lambda * sigma * sigma / (_sigma[t] * _sigma[t]);
    }
}
