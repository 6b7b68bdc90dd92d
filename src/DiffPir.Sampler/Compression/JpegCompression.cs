using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// The picture was compressed as a JPEG: each coefficient of its 8x8 blocks was rounded to a multiple of a step. The measurement is the decoded
/// picture.
/// </summary>
public sealed class JpegCompression : Degradation
{
    /// <summary>Creates the degradation.</summary>
    /// <param name="coding">How the file was made.</param>
    public JpegCompression(JpegCoding coding)
    {
        ArgumentNullException.ThrowIfNull(coding);
        Coding = coding;
    }

    /// <summary>How the file was made.</summary>
    public JpegCoding Coding { get; }

    /// <inheritdoc/>
    public override string Name => "JPEG compression";

    /// <inheritdoc/>
    internal override bool AddsNoise => false;

    /// <summary>Whether the luma of a picture lies on multiples of the steps, or has too few values to tell.</summary>
    /// <param name="decoded">The decoded picture, grey or red, green, blue on [0,1].</param>
    public bool IsShownBy(PlanarImage decoded) => AgreementWith(decoded).First() >= JpegIntervals.LeastAgreement;

    /// <summary>
    /// How well the coefficients of luma, Cb and Cr of a picture sit on multiples of the steps: 1 where all do, 0 where none does; 1 where too few tell.
    /// Each is worked out when it is asked for.
    /// </summary>
    /// <param name="decoded">The decoded picture, grey or red, green, blue on [0,1].</param>
    public IEnumerable<double> AgreementWith(PlanarImage decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        return JpegComponent.Of(Coding).Select(component => JpegIntervals.Agreement(decoded, Coding, component));
    }

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        new JpegOperator(device, canvas, Coding, height, width);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return JpegRounding.Apply(clean, Coding);
    }
}
