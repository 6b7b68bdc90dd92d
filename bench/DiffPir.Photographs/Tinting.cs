using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>Prints of grey pictures in one tint: each channel is a tone curve of the grey, noise included.</summary>
internal static class Tinting
{
    /// <summary>Of red, green and blue: the darkest value, the paper's, and the exponent of the curve between them.</summary>
    private static readonly (float Ink, float Paper, float Exponent)[] SepiaCurves = [(0.12f, 0.98f, 0.85f), (0.08f, 0.93f, 1), (0.05f, 0.75f, 1.2f)];

    /// <summary>A sepia print, as three channels.</summary>
    /// <param name="grey">One channel on [0,1].</param>
    public static PlanarImage Sepia(PlanarImage grey) => new(
        SepiaCurves.Length, grey.Height, grey.Width,
        [.. SepiaCurves.SelectMany(curve => grey.Data.Select(v => curve.Ink + ((curve.Paper - curve.Ink) * MathF.Pow(Math.Clamp(v, 0f, 1f), curve.Exponent))))]);
}
