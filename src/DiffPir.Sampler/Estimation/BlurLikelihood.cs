namespace DiffPir.Sampler.Estimation;

/// <summary>The blur that explains a picture best, and how much better than no blur.</summary>
/// <param name="Best">The best there is, also where it is no more than the softness of a sharp photograph.</param>
/// <param name="IsBlur">Whether it is a blur: wide enough, and much better than none.</param>
/// <param name="Gain">How much better it is, in natural logarithm of likelihood.</param>
/// <param name="Trust">
/// 0 to 1: how well it explains the spectrum by itself. A formula that is far better than no blur and yet leaves much unexplained is
/// the softness of a picture that something else blurred.
/// </param>
/// <param name="Reach">
/// 0 to 1: how far it reaches beyond what sharp photographs show, as far as frequencies can be read; a half where it reaches as far. Compression hides
/// the high frequencies, and what is left of a spectrum may be as curved as a blur would make it.
/// </param>
public sealed record BlurLikelihood(ParametricBlur Best, bool IsBlur, double Gain, double Trust, double Reach)
{
    /// <summary>Gain in logarithm of likelihood at which a formula is as likely to be an illusion of the scene as not.</summary>
    private const double DoubtfulGain = 60;

    /// <summary>The blur; none where nothing explains the picture much better.</summary>
    public ParametricBlur Blur => IsBlur ? Best : ParametricBlur.None;

    /// <summary>How far the blur can be relied on, 0 to 1; 1 for none.</summary>
    public double Confidence => IsBlur ? Trust * Reach * Math.Max(0, Gain) / (Math.Max(0, Gain) + DoubtfulGain) : 1;
}
