using DiffPir.Kernels;
using DiffPir.Kernels.Compression;

namespace DiffPir.Sampler;

/// <summary>
/// A component of a JPEG, in grey levels around 0: the luma Y = 0.299 R + 0.587 G + 0.114 B - 128, or one of the colour differences Cb and Cr
/// (JFIF; ITU-T T.871).
/// </summary>
/// <param name="Steps">Steps of its coefficients, natural order.</param>
/// <param name="RowStep">Rows of pixels to a row of it.</param>
/// <param name="ColumnStep">Columns of pixels to a column of it.</param>
/// <param name="FromColours">What it takes of red, green and blue.</param>
/// <param name="ToColours">What it gives to red, green and blue.</param>
/// <param name="IsLuma">Whether it is the luma, which is shifted by 128.</param>
internal sealed record JpegComponent(
    IReadOnlyList<int> Steps, int RowStep, int ColumnStep, ColourWeights FromColours, ColourWeights ToColours, bool IsLuma)
{
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;

    /// <summary>The components of a file.</summary>
    public static IReadOnlyList<JpegComponent> Of(JpegCoding coding)
    {
        var luma = new JpegComponent(coding.Tables.Luminance, 1, 1, new(Red, Green, Blue), new(1, 1, 1), true);
        return coding.IsGrey ? [luma] :
        [
            luma,
            Difference(coding, new(-Red / 1.772f, -Green / 1.772f, 0.5f), new(0, -0.344136f, 1.772f)),
            Difference(coding, new(0.5f, -Green / 1.402f, -Blue / 1.402f), new(1.402f, -0.714136f, 0)),
        ];
    }

    /// <summary>How its plane, of whole blocks, lies on a picture at the top left of a canvas.</summary>
    /// <param name="coding">The file.</param>
    /// <param name="canvas">Shape of the canvas.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    public ComponentPlane On(JpegCoding coding, TensorShape canvas, int height, int width) => new(
        canvas.H, canvas.W, height, width,
        Blocks(height + coding.RowPhase, RowStep) * BlockCosine.Side, Blocks(width + coding.ColumnPhase, ColumnStep) * BlockCosine.Side,
        RowStep, ColumnStep, coding.RowPhase, coding.ColumnPhase);

    private static int Blocks(int pixels, int step) => (pixels + (step * BlockCosine.Side) - 1) / (step * BlockCosine.Side);

    private static JpegComponent Difference(JpegCoding coding, ColourWeights from, ColourWeights to) =>
        new(coding.Tables.Chrominance, coding.RowStep, coding.ColumnStep, from, to, false);
}
