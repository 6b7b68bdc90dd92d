using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H keeps the known pixels of a mask; unknown pixels of a measurement are 0 and are not looked at.</summary>
public sealed class Inpainting : Degradation
{
    /// <summary>Creates the operator.</summary>
    public Inpainting(PixelMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Mask = mask;
    }

    /// <summary>Which pixels are known.</summary>
    public PixelMask Mask { get; }

    /// <inheritdoc/>
    internal override PixelMask? KnownPixels => Mask;

    /// <inheritdoc/>
    public override string Name => "inpainting";

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (Mask.Height != measured.Height || Mask.Width != measured.Width)
        {
            throw new SamplerException(
                $"the mask ({Mask.Height} rows, {Mask.Width} columns) has another size than the picture ({measured.Height} rows, {measured.Width} columns)");
        }
    }

    /// <inheritdoc/>
    public override bool IsSpectral => true;

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        new MaskOperator(device, canvas, height, width, Mask.Known);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        Validate(clean);
        return new PlanarImage(clean.Channels, clean.Height, clean.Width, [.. clean.Data]);
    }

    /// <inheritdoc/>
    protected internal override void Conceal(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        for (int i = 0; i < measured.Data.Length; i++)
        {
            measured.Data[i] = Mask.Known[i % Mask.Known.Length] ? measured.Data[i] : 0f;
        }
    }

    /// <inheritdoc/>
    protected internal override bool LeavesHoles => true;

    /// <inheritdoc/>
    protected internal override void FillIn(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        HarmonicContinuation.Fill(measured, Mask.Known);
    }

    /// <inheritdoc/>
    protected internal override void PasteKnownPixels(PlanarImage restored, PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(restored);
        ArgumentNullException.ThrowIfNull(measured);
        for (int i = 0; i < restored.Data.Length; i++)
        {
            restored.Data[i] = Mask.Known[i % Mask.Known.Length] ? measured.Data[i] : restored.Data[i];
        }
    }
}
