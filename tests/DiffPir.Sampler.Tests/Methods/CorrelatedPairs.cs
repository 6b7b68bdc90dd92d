using DiffPir.Network;
using DiffPir.Sampler.Tests.Sampling;

namespace DiffPir.Sampler.Tests.Methods;

/// <summary>
/// A prior whose posteriors are known in closed form: pixels of even columns and their right neighbours are normals (on [-1,1]) of one mean and
/// variance with a correlation, pairs are independent. If the left one is known, the right one is normal of mean m + r (y - m) and variance
/// c (1 - r^2).
/// </summary>
internal static class CorrelatedPairs
{
    public const double Mean = 0.1, Variance = 0.06;

    /// <summary>The exact prior: eps = s (a^2 C + s^2)^-1 (x - a m), pair by pair.</summary>
    /// <param name="correlation">Of a pair.</param>
    public static HostDenoiser Prior(double correlation) => new(
        (x, t) =>
        {
            double a = NoiseSchedule.Standard.Signal(t), s = NoiseSchedule.Standard.Noise(t);
            double diagonal = (a * a * Variance) + (s * s), off = a * a * Variance * correlation;
            double determinant = (diagonal * diagonal) - (off * off);
            float[] noise = new float[x.Length];
            for (int i = 0; i < x.Length; i += 2)
            {
                double left = x[i] - (a * Mean), right = x[i + 1] - (a * Mean);
                noise[i] = (float)(s * ((diagonal * left) - (off * right)) / determinant);
                noise[i + 1] = (float)(s * ((diagonal * right) - (off * left)) / determinant);
            }

            return noise;
        },
        channels: 1);

    /// <summary>Left pixels known.</summary>
    public static PixelMask Mask(int side) => new(side, side, [.. Enumerable.Range(0, side * side).Select(i => i % 2 == 0)]);
}
