namespace DiffPir.Sampler.Estimation;

/// <summary>
/// Tells the blur of a photograph from the photograph alone: a formula where one explains its spectrum, a path of the camera where that explains
/// it much better still.
/// </summary>
public static class BlurEstimator
{
    /// <summary>What a path has to gain over the best formula, which has far fewer ways to be wrong: relative and absolute.</summary>
    private const double RequiredRatio = 1.05, RequiredGain = 200;

    /// <summary>
    /// A path that is not the formula over again, and that every part of the picture tells, has to gain only <see cref="RequiredGain"/>: the formula
    /// then tells how soft the scene or the lens is, and not the shake. Where a formula is right and a path explains the picture still better,
    /// the path is like it (0.93 to 0.98); of real shakes, parts of the picture agree to 0.81 to 0.99.
    /// </summary>
    private const double LikeFormula = 0.9, CertainAgreement = 0.8;

    /// <summary>What remains of the confidence in a formula where a path that is not like it explains the picture better.</summary>
    private const double Contested = 0.4;

    /// <summary>Share of the gain of the best formula that a path needs at a first look, to be worth a second one.</summary>
    private const double PromisingRatio = 0.7;

    /// <summary>Gain of a path, for each frequency that is believed, at which half of the kernels are wrong.</summary>
    private const double DoubtfulGainPerFrequency = 0.095;

    /// <summary>
    /// Where the formula leaves much unexplained, a path may explain less than it: share of the formula's gain, and agreement of the parts, that it needs.
    /// Trust below <see cref="LittleTrust"/> is little.
    /// </summary>
    private const double FairRatio = 0.75, FairAgreement = 0.7, LittleTrust = 0.5;

    /// <summary>What dead frequencies let through when a path is judged, whose weights are known roughly.</summary>
    private const double LeastPower = 0.003;

    /// <summary>Smallest side of a picture in which paths are looked for.</summary>
    private const int SmallestSide = 100;

    /// <summary>Estimates the blur of a picture.</summary>
    /// <param name="image">Values on [0,1].</param>
    /// <param name="noise">Standard deviation of its noise in grey levels, for one channel.</param>
    /// <param name="jpeg">The tables it was compressed with, or null.</param>
    /// <exception cref="SamplerException">The picture is too small.</exception>
    public static BlurEstimate Estimate(PlanarImage image, double noise, JpegTables? jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        var glimpse = Math.Min(image.Height, image.Width) < SmallestSide ? null : Task.Run(() => ShakeFinder.Glimpse(image, noise));
        var spectrum = PowerSpectrum.Of(image);
        var conditions = new SpectrumConditions(noise, image.Channels, jpeg);
        var formula = ParametricBlurEstimator.Estimate(spectrum, conditions);
        if (glimpse is null)
        {
            return FromFormula(formula);
        }

        var model = conditions.Model(spectrum, 2, 1, ParametricBlurEstimator.LeastNoise, LeastPower);
        double none = model.LogLikelihood(ParametricBlur.None);
        double GainOf(BlurKernel kernel) => model.LogLikelihood(new KernelSpectrum(kernel).PowerAt) - none;
        double ofFormula = Math.Max(0, model.LogLikelihood(formula.Best) - none);
        if (GainOf(glimpse.GetAwaiter().GetResult()) <= PromisingRatio * ofFormula)
        {
            return FromFormula(formula);
        }

        var shake = ShakeFinder.Find(image, noise, GainOf);
        double gain = GainOf(shake.Kernel);
        bool isUnlike = formula.Best.ToKernel() is { } kernel && KernelSimilarity.Of(shake.Kernel, kernel) < LikeFormula;
        bool isOther = isUnlike && gain > ofFormula + RequiredGain;
        bool isRather = isUnlike && formula.Trust < LittleTrust && gain > FairRatio * ofFormula && shake.Agreement >= FairAgreement;
        if (gain > (RequiredRatio * ofFormula) + RequiredGain || (isOther && shake.Agreement >= CertainAgreement) || isRather)
        {
            return FromShake(shake, gain / model.Frequencies, model.Misfit(none + gain));
        }

        var estimate = FromFormula(formula);
        return isOther ? estimate with { Confidence = Contested * estimate.Confidence } : estimate;
    }

    private static BlurEstimate FromFormula(BlurLikelihood found) =>
        new(found.Blur.Family, found.Blur.Width, found.Blur.Degrees, found.Confidence, found.Blur.ToKernel());

    /// <summary>
    /// The lines that repeated things (windows, tiles) leave in a spectrum can be explained in part by some path: one on which the parts of the picture do not
    /// agree well has to leave as little unexplained as a formula.
    /// </summary>
    private static BlurEstimate FromShake(ShakeEstimate shake, double gainPerFrequency, double misfit)
    {
        double trust = shake.Agreement >= CertainAgreement ? 1 : ParametricBlurEstimator.TrustByMisfit(misfit);
        double confidence = trust * shake.Agreement * gainPerFrequency / (gainPerFrequency + DoubtfulGainPerFrequency);
        var trimmed = KernelCleaning.Trim(shake.Kernel);
        return new BlurEstimate(BlurFamily.Shake, Math.Max(trimmed.Height, trimmed.Width), 0, Math.Clamp(confidence, 0, 1), trimmed);
    }
}
