using DiffPir.Sampler;

namespace DiffPir.Photographs;

/// <summary>Prints of grey pictures in one tint: each channel is a tone curve of the grey, noise included.</summary>
internal static class Tinting
{
    /// <summary>Of red, green and blue: the darkest value, the paper's, and the exponent of the curve between them.</summary>
    private static readonly (float Ink, float Paper, float Exponent)[] SepiaCurves = [(0.12f, 0.98f, 0.85f), (0.08f, 0.93f, 1), (0.05f, 0.75f, 1.2f)];

    /// <summary>A sepia print, as three channels.</summary>
    /// <param name="grey">One channel on [0,1].</param>
    public static PlanarImage Sepia(PlanarImage grey)
    {
        var print = new PlanarImage(SepiaCurves.Length, grey.Height, grey.Width);
        for (int c = 0; c < SepiaCurves.Length; c++)
        {
            var (ink, paper, exponent) = SepiaCurves[c];
            for (int i = 0; i < grey.Data.Length; i++)
            {
                print.Plane(c)[i] = ink + ((paper - ink) * MathF.Pow(Math.Clamp(grey.Data[i], 0f, 1f), exponent));
            }
        }

        return print;
    }
}
