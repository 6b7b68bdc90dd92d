namespace DiffPir.Sampler.Estimation;

/// <summary>A blur and how much better it explains a picture than no blur.</summary>
/// <param name="Blur">The blur; none where nothing explains the picture much better.</param>
/// <param name="Gain">Of the best blur, in natural logarithm of likelihood.</param>
/// <param name="Trust">
/// 0 to 1: how well it explains the spectrum by itself. A formula that is far better than no blur and yet leaves much unexplained is
/// the softness of a picture that something else blurred.
/// </param>
public sealed record BlurLikelihood(ParametricBlur Blur, double Gain, double Trust)
{
    /// <summary>Gain in logarithm of likelihood at which a formula is as likely to be an illusion of the scene as not.</summary>
    private const double DoubtfulGain = 60;

    /// <summary>How far the blur can be relied on, 0 to 1; 1 for none.</summary>
    public double Confidence => Blur.Family == BlurFamily.None ? 1 : Trust * Math.Max(0, Gain) / (Math.Max(0, Gain) + DoubtfulGain);
}
