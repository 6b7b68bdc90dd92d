namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Tells how far a kernel can be relied on. A path of the camera lets hardly anything through at some frequencies, and the picture it blurred holds no more
/// than noise there; a kernel that somebody measured has these gaps in slightly other places, and the picture holds some of the scene there.
/// </summary>
internal static class KernelTest
{
    /// <summary>What gaps let through of a kernel that is right, as two starting points of the fit, and of one that is right to a tenth.</summary>
    private const double PowerOfExact = 1e-6, PowerOfNearlyExact = 1e-4, PowerOfRough = 0.01;

    /// <summary>
    /// Gain in logarithm of likelihood for each frequency from which on the rough kernel is meant. Two in three real camera shakes with their measured kernels
    /// gain 0.01 to 0.08; pictures blurred by exactly the kernel lose 0.004 to 0.6, but for a rare one that gains up to 0.009.
    /// </summary>
    private const double RequiredGain = 0.01;

    /// <summary>
    /// A frequency lies in a gap where less than this share of the power of some higher one in the same direction comes through, if that is any; and share of
    /// the frequencies in gaps from which on a kernel has them: paths 0.005 to 0.07, disks 0.03 to 0.1, Gaussians none.
    /// </summary>
    private const double GapDepth = 0.05, LeastShoulder = 1e-4, LeastGaps = 0.004;

    /// <summary>Frequencies along a direction, directions, and the least side of the transform, for the look at gaps.</summary>
    private const int Radii = 64, Directions = 90, TransformSide = 128;

    /// <summary>Range of the variance of what is not of the scene, over that of the noise.</summary>
    private const double LeastVariance = 0.6, LargestVariance = 400;

    /// <summary>Whether a picture contradicts a kernel.</summary>
    /// <param name="picture">Values on [0,1].</param>
    /// <param name="kernel">What it is said to be blurred by.</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    public static bool Contradicts(PlanarImage picture, BlurKernel kernel, double noise)
    {
        if (!HasGaps(kernel))
        {
            return false;
        }

        var spectrum = PowerSpectrum.Of(picture);
        if (spectrum.PowerOf(kernel) is not { } powers)
        {
            return false;
        }

        double variance = Math.Pow(Math.Max(NoiseEstimate.Rounding, noise) / 255, 2) / picture.Channels;
        var model = new SpectrumModel(spectrum.Bins(1, 1), (LeastVariance * variance, LargestVariance * variance), leastPower: 0);
        double LikelihoodOf(double leastPower) => model.LogLikelihood(Array.ConvertAll(powers, power => Math.Max(leastPower, power)));
        double gain = LikelihoodOf(PowerOfRough) - Math.Max(LikelihoodOf(PowerOfExact), LikelihoodOf(PowerOfNearlyExact));
        return gain > RequiredGain * model.Frequencies;
    }

    /// <summary>Whether a kernel has gaps, as paths and disks have and Gaussians have not.</summary>
    private static bool HasGaps(BlurKernel kernel)
    {
        int side = HostFourier.LengthAtMost(Math.Max(TransformSide, 2 * Math.Max(kernel.Height, kernel.Width)));
        var transform = new KernelTransform(kernel, side, side);
        int gaps = 0;
        for (int direction = 0; direction < Directions; direction++)
        {
            double highest = 0;
            for (int radius = Radii; radius >= 0; radius--)
            {
                double frequency = 0.5 * radius / Radii, angle = Math.PI * direction / Directions;
                double power = transform.PowerAt((int)(frequency * Math.Sin(angle) * side), (int)(frequency * Math.Cos(angle) * side));
                gaps += highest > LeastShoulder && power < GapDepth * highest ? 1 : 0;
                highest = Math.Max(highest, power);
            }
        }

        return gaps > LeastGaps * Directions * (Radii + 1);
    }
}
