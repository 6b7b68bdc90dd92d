using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>Weight of the prior in the data steps of DiffPIR.</summary>
internal static class DataWeight
{
    /// <summary>
    /// rho_t = lambda sigma^2 / sigma_t^2 with sigma on the [0,1] scale and at least 0.001 (DiffPIR, eq. 13; the factor between the two scales
    /// is absorbed in lambda, as published).
    /// </summary>
    public static double Of(NoiseSchedule schedule, int t, double lambda, double noiseLevel)
    {
        double sigma = Math.Max(0.001, noiseLevel);
        return lambda * sigma * sigma / (schedule.Sigma(t) * schedule.Sigma(t));
    }
}
