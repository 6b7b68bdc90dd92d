using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>Weight of the prior in the data steps of DiffPIR.</summary>
internal static class DataWeight
{
    /// <summary>The least noise that data steps assume, on the [0,1] scale.</summary>
    public const double LeastNoise = 0.001;

    /// <summary>
    /// rho_t = lambda sigma^2 / sigma_t^2 with sigma on the [0,1] scale and at least <see cref="LeastNoise"/> (DiffPIR, eq. 13; the factor
    /// between the two scales
    /// is absorbed in lambda, as published).
    /// </summary>
    public static double Of(NoiseSchedule schedule, int t, double lambda, double noiseLevel)
    {
        double sigma = Math.Max(LeastNoise, noiseLevel);
        return lambda * sigma * sigma / (schedule.Sigma(t) * schedule.Sigma(t));
    }

    /// <summary>
    /// rho_t = lambda sigma^2 (1 - beta_t) / beta_t, for pictures that have gone down one time step rather than all (the published program, for all but
    /// its usual mode).
    /// </summary>
    public static double OfTransition(NoiseSchedule schedule, int t, double lambda, double noiseLevel)
    {
        double sigma = Math.Max(LeastNoise, noiseLevel), beta = schedule.Beta(t);
        return lambda * sigma * sigma * (1 - beta) / beta;
    }
}
