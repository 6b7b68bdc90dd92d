namespace DiffPir.Sampler.Estimation;

/// <summary>A blur and how much better it explains a picture than no blur.</summary>
/// <param name="Blur">The blur; none where nothing explains the picture much better.</param>
/// <param name="Gain">Of the best blur, in natural logarithm of likelihood.</param>
public sealed record BlurLikelihood(ParametricBlur Blur, double Gain);
