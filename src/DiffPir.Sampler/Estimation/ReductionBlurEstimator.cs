namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Tells how soft a picture was before it was reduced: the Gaussian before the reduction under which the spectrum of what is left is most likely,
/// if it explains that spectrum much better than bicubic reduction does. The frequencies that a reduction folds onto each other are added up.
/// </summary>
public static class ReductionBlurEstimator
{
    /// <summary>Standard deviations that are tried, in pixels of the reduced picture: below the least nothing but the folding changes.</summary>
    private const double Least = 0.25, Largest = 3, Step = 0.05;

    /// <summary>Smaller ones cannot be told from bicubic reduction, which looks like 0.4 to 0.5.</summary>
    private const double LeastTold = 0.55;

    /// <summary>What a Gaussian has to gain over bicubic reduction in logarithm of likelihood, and the gain at which it is as likely to be
    /// an illusion as not.</summary>
    private const double RequiredGain = 15, DoubtfulGain = 30;

    /// <summary>Decay of the scene's power with the frequency, where frequencies fold.</summary>
    private const double Exponent = 2.4;

    /// <summary>What dead frequencies let through.</summary>
    private const double LeastPower = 1e-4;

    /// <summary>Estimates the blur before a reduction.</summary>
    /// <param name="image">The reduced picture, values on [0,1].</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    /// <param name="jpeg">The tables it was compressed with, or null.</param>
    /// <param name="scale">The reduction, 2 to 16.</param>
    /// <returns>
    /// A Gaussian, its width in pixels of the picture before the reduction and its kernel centred on the block that becomes one pixel; none where
    /// bicubic reduction explains the picture as well, which is how pictures are reduced that nobody blurred.
    /// </returns>
    public static BlurEstimate Estimate(PlanarImage image, double noise, JpegTables? jpeg, int scale)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, SuperResolution.LeastScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, SuperResolution.MostScale);
        var spectrum = PowerSpectrum.Of(image);
        var model = new SpectrumConditions(noise, image.Channels, jpeg).Model(spectrum, 1, 5, ParametricBlurEstimator.LeastNoise, LeastPower);
        double ofBicubic = model.LogLikelihood(Folded(new SeparableSpectrum(BlurKernel.IdealBicubic(scale)).PowerAt, scale));
        double OfGaussian(double width) => model.LogLikelihood(Folded((x, y) => Math.Exp(-4 * Math.PI * Math.PI * ((x * x) + (y * y)) * width * width), scale));

        var (best, likelihood) = Enumerable.Range(0, 1 + (int)((Largest - Least) / Step))
            .AsParallel().Select(i => (Least + (i * Step)) * scale).Select(width => (width, OfGaussian(width))).MaxBy(static found => found.Item2);
        double gain = likelihood - ofBicubic;
        return gain > RequiredGain && best >= LeastTold * scale
            ? new BlurEstimate(BlurFamily.Gaussian, Math.Round(best, 2), 0, gain / (gain + DoubtfulGain), BlurKernel.GaussianOfBlock(scale, best))
            : new BlurEstimate(BlurFamily.None, 0, 0, 1, null);
    }

    /// <summary>Power that arrives at a frequency of the reduced picture, over that of the scene there.</summary>
    /// <param name="powerAt">|H|^2 of the blur by horizontal and vertical frequency, in cycles per pixel before the reduction.</param>
    /// <param name="scale">The reduction.</param>
    private static Func<double, double, double> Folded(Func<double, double, double> powerAt, int scale) => (frequency, angle) =>
    {
        double x = frequency * Math.Cos(angle), y = frequency * Math.Sin(angle), sum = 0;
        for (int a = -(scale / 2); a <= scale / 2; a++)
        {
            for (int b = -(scale / 2); b <= scale / 2; b++)
            {
                double across = (x + a) / scale, down = (y + b) / scale;
                if (Math.Abs(across) <= 0.5 && Math.Abs(down) <= 0.5)
                {
                    double distance = scale * Math.Sqrt((across * across) + (down * down)) / frequency;
                    sum += powerAt(across, down) * Math.Pow(distance, -Exponent);
                }
            }
        }

        return sum;
    };
}
