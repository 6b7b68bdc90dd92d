namespace DiffPir.Sampler;

/// <summary>What a restoration gave.</summary>
/// <param name="Image">The picture, nominal [0,1], not clamped; all values are finite.</param>
/// <param name="Residual">
/// Root mean square of y - H x over what was observed, in grey levels: where the job is right, about the noise of the measurement. Where known
/// pixels are kept as they are, 0.
/// </param>
/// <param name="Residuals">y - H x, a value for each of the measurement, on the scale [0,1]; 0 where nothing was observed.</param>
/// <param name="Draws">The single pictures where several were drawn, whose mean the image is; else empty.</param>
/// <param name="Evaluations">How often the prior was evaluated.</param>
/// <param name="Elapsed">Time from the call to the result, waiting for other jobs excluded.</param>
public sealed record RestorationResult(
    PlanarImage Image, double Residual, PlanarImage Residuals, IReadOnlyList<PlanarImage> Draws, int Evaluations, TimeSpan Elapsed);
