using DiffPir.Sampler;

namespace DiffPir.Cli.Images;

/// <summary>A mask and how it was understood.</summary>
/// <param name="Mask">Which pixels are known.</param>
/// <param name="Remarks">What a person should check, one sentence each.</param>
internal sealed record MaskReading(PixelMask Mask, IReadOnlyList<string> Remarks)
{
    /// <summary>The share of known pixels.</summary>
    public double KnownShare => (double)Mask.KnownCount / Mask.Known.Length;

    /// <summary>How much of the picture is known, for people.</summary>
    public string Shares => $"{Percent(KnownShare)} known, {Percent(1 - KnownShare)} filled in";

    // What is not nothing is never called 0 %.
    private static string Percent(double share) => share is > 0 and < 0.01 ? "under 1 %" : share is > 0.99 and < 1 ? "over 99 %" : $"{100 * share:0} %";
}
