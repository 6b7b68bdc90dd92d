using DiffPir.Sampler;

namespace DiffPir.Cli.Reporting;

/// <summary>How far a picture is from the truth.</summary>
/// <param name="Psnr">PSNR in dB as tables give it: 8-bit values, a border left out for super-resolution.</param>
/// <param name="PsnrFloat">PSNR in dB of the values as they are, clamped to [0,1], no border left out.</param>
/// <param name="PsnrY">PSNR in dB of the luma of the 8-bit values, the same border left out.</param>
/// <param name="Ssim">Structural similarity; NaN for pictures smaller than its window of 11 pixels.</param>
internal sealed record PictureMetrics(double Psnr, double PsnrFloat, double PsnrY, double Ssim)
{
    private const int SsimWindow = 11;

    /// <summary>Measures a picture; a grey one counts as three equal channels beside a colour one.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="truth">The truth, of the same size.</param>
    /// <param name="border">Pixels left out on each side, the scale for super-resolution.</param>
    public static PictureMetrics Of(PlanarImage picture, PlanarImage truth, int border)
    {
        const int colours = 3;
        if (picture.Channels != truth.Channels)
        {
            (picture, truth) = (picture.RepeatChannel(colours), truth.RepeatChannel(colours));
        }

        return new(
            ImageMetrics.PsnrRounded(picture, truth, border),
            ImageMetrics.Psnr(picture, truth),
            ImageMetrics.PsnrLuma(picture.RepeatChannel(colours), truth.RepeatChannel(colours), border),
            Math.Min(truth.Height, truth.Width) < SsimWindow ? double.NaN : ImageMetrics.Ssim(picture, truth));
    }
}
