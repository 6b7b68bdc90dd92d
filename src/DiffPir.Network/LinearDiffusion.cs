namespace DiffPir.Network;

/// <summary>
/// How much image and how much noise x_t = a_t x_0 + s_t n has at a time step of the diffusion that all networks here are used with: 1000
/// steps, a_t^2 = prod_{u &lt;= t} (1 - beta_u), s_t^2 = 1 - a_t^2, beta linear from 1e-4 to 2e-2 (Ho et al. 2020).
/// </summary>
internal static class LinearDiffusion
{
    /// <summary>Number of time steps.</summary>
    public const int Steps = 1000;

    /// <summary>Variance that the first step adds.</summary>
    public const double FirstBeta = 1e-4;

    /// <summary>Variance that the last step adds.</summary>
    public const double LastBeta = 2e-2;

    /// <summary>a_t and s_t.</summary>
    /// <param name="t">The time step, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public static (double Signal, double Noise) LevelsAt(int t)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(t, Steps);
        double product = 1;
        for (int u = 0; u <= t; u++)
        {
            product *= 1 - (FirstBeta + ((LastBeta - FirstBeta) * u / (Steps - 1)));
        }

        return (Math.Sqrt(product), Math.Sqrt(1 - product));
    }
}
