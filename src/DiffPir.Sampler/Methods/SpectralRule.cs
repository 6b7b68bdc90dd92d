namespace DiffPir.Sampler;

/// <summary>
/// How a method mixes a component of the next iterate, x' = Clean c + Noise e + Fresh n + Measured m, from the same component of the predicted clean
/// picture c, the predicted noise e, fresh noise n and the inverted measurement m = u / s, where u is the measurement's component and s
/// its singular value.
/// </summary>
/// <param name="Clean">Weight of c.</param>
/// <param name="Noise">Weight of e.</param>
/// <param name="Fresh">Weight of n.</param>
/// <param name="Measured">Weight of m; 0 where s is 0.</param>
internal readonly record struct SpectralRule(double Clean, double Noise, double Fresh, double Measured);
