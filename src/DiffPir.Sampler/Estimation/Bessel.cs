namespace DiffPir.Sampler.Estimation;

/// <summary>Bessel functions that the spectra of blurs need.</summary>
internal static class Bessel
{
    /// <summary>J1(x), to about 1e-8 (Abramowitz and Stegun, 9.4.4 and 9.4.6).</summary>
    public static double J1(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude < 3)
        {
            double t = x / 3 * (x / 3);
            return x * (0.5 + (t * (-0.56249985 + (t * (0.21093573 + (t * (-0.03954289 + (t * (0.00443319 + (t * (-0.00031761 + (t * 0.00001109))))))))))));
        }

        double u = 3 / magnitude;
        double amplitude = 0.79788456 + (
            u * (0.00000156 + (u * (0.01659667 + (u * (0.00017105 + (u * (-0.00249511 + (u * (0.00113653 - (u * 0.00020033)))))))))));
        double phase = magnitude - 2.35619449 + (
            u * (0.12499612 + (u * (0.00005650 + (u * (-0.00637879 + (u * (0.00074348 + (u * (0.00079824 - (u * 0.00029166)))))))))));
        return Math.Sign(x) * amplitude * Math.Cos(phase) / Math.Sqrt(magnitude);
    }
}
