namespace DiffPir.Sampler.Estimation;

/// <summary>The blur of a photograph as it is found out from the photograph alone.</summary>
/// <param name="Family">Its kind; none where the picture is sharp, as far as can be seen.</param>
/// <param name="Width">Standard deviation, radius, length, or the larger side of the weights of a shake, in pixels; 0 for none.</param>
/// <param name="Degrees">Of a line: from the horizontal, counter-clockwise, 0 to 180; otherwise 0.</param>
/// <param name="Confidence">How far it can be relied on, 0 to 1.</param>
/// <param name="Kernel">The kernel; null for none.</param>
public sealed record BlurEstimate(BlurFamily Family, double Width, double Degrees, double Confidence, BlurKernel? Kernel)
{
    /// <summary>With less confidence than this the blur is better left alone.</summary>
    public const double LeastConfidence = 0.5;

    /// <summary>From this confidence on a kernel along a path is nearly the right one.</summary>
    private const double HighConfidence = 0.7;

    /// <summary>Noise below this, in grey levels, is none that a kernel along a path could be found by.</summary>
    private const double LeastNoise = 1;

    /// <summary>True where there is a blur, as sure as need be to undo it.</summary>
    public bool IsSure => Family != BlurFamily.None && Confidence >= LeastConfidence;

    /// <summary>
    /// How many times the noise a restoration should assume: a kernel that a formula describes is right or nearly so; where one along a path is
    /// wrong, the picture that fits it best is full of ghosts, and more trust in the prior keeps them out (1 to 6 decibels).
    /// </summary>
    public double NoiseFactor => Family != BlurFamily.Shake ? 1 : Confidence >= HighConfidence ? 3 : 6;

    /// <summary>The noise a restoration by this kernel should assume, in grey levels.</summary>
    /// <param name="noise">The noise of the picture, read or known, in grey levels.</param>
    public double NoiseToAssume(double noise) => NoiseFactor == 1 ? noise : Math.Min(255, Math.Round(NoiseFactor * Math.Max(LeastNoise, noise), 2));
}
