using DiffPir.Sampler;
using DiffPir.Sampler.Estimation;

namespace DiffPir.Cli.Restoring;

/// <summary>How well a restored picture explains the measurement, and whether it is rougher than that.</summary>
/// <param name="Residual">Root mean square of y - H x, in grey levels.</param>
/// <param name="Noise">The noise that was reckoned with, in grey levels; rounding to 8 bits is the least.</param>
/// <param name="RoughnessBefore">Noise in the quiet parts of the measurement, in grey levels; null where the picture is too small to tell.</param>
/// <param name="RoughnessAfter">The same of the result.</param>
internal sealed record ResultCheck(double Residual, double Noise, double? RoughnessBefore, double? RoughnessAfter)
{
    /// <summary>A residual this many times the noise, and this many grey levels above it, is no matter of chance or of the prior's smoothing.</summary>
    private const double LargestRatio = 1.3, LeastExcess = 0.5;

    /// <summary>Noise below this, in grey levels, is not told apart from rounding and from what the prior smooths away.</summary>
    private const double LeastNoise = 1;

    /// <summary>A result this many times as rough as its measurement, and this many grey levels rougher, has noise amplified in it.</summary>
    private const double LargestGrowth = 4, LeastGrowth = 5;

    /// <summary>
    /// A result rougher by so many grey levels is ruined: noise told too small or too few steps give 28 to 120, what is told rightly at most 6.
    /// </summary>
    private const double RuinousGrowth = 15;

    /// <summary>The residual over the noise; about 1 where everything fits, and less where the result keeps some of the noise.</summary>
    public double ResidualRatio => Residual / Noise;

    /// <summary>Checks a result.</summary>
    /// <param name="measured">The measurement.</param>
    /// <param name="restored">The result.</param>
    /// <param name="residual">Its residual in grey levels.</param>
    /// <param name="noise">The noise that was reckoned with, in grey levels; rounding to 8 bits is the least.</param>
    public static ResultCheck Of(PlanarImage measured, PlanarImage restored, double residual, double noise) => new(
        residual, Math.Max(noise, NoiseEstimate.Rounding), Roughness(measured), Roughness(restored));

    /// <summary>What a person should know, one sentence each.</summary>
    /// <param name="hasKernel">Whether a blur kernel was undone, which may be the wrong one.</param>
    public IEnumerable<string> Warnings(bool hasKernel)
    {
        if (ResidualRatio > LargestRatio && Residual > Math.Max(Noise, LeastNoise) + LeastExcess)
        {
            yield return $"the result does not explain the measurement: {Residual:0.0} grey levels are left over where noise of {Noise:0.0} is reckoned with; "
                + (hasKernel ? "check the kernel (turned? --kernel-flip), and whether there is more noise" : "check whether there is more noise (--noise)");
        }

        if (IsRougherBy(LeastGrowth) && Ruin(hasKernel) is null)
        {
            yield return Rougher(hasKernel);
        }
    }

    /// <summary>Why the result is worse than no result, one sentence; null where it is not.</summary>
    /// <param name="hasKernel">Whether a blur kernel was undone, which may be the wrong one.</param>
    public string? Ruin(bool hasKernel) => IsRougherBy(RuinousGrowth) ? Rougher(hasKernel) : null;

    private bool IsRougherBy(double levels) =>
        RoughnessAfter > LargestGrowth * Math.Max(RoughnessBefore ?? 0, Noise) && RoughnessAfter > RoughnessBefore + levels;

    private string Rougher(bool hasKernel) =>
        $"the result is rougher than its input (noise of {RoughnessAfter:0.#} against {RoughnessBefore:0.#} grey levels): "
        + (hasKernel ? "give more --steps or more --noise, and check the kernel" : "give more --steps or more --noise");

    private static double? Roughness(PlanarImage image) =>
        NoiseEstimator.IsUnreadable(image) ? null : NoiseEstimator.Estimate(image).Level;
}
