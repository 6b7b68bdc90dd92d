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
    public override string Name => "inpainting";

    /// <inheritdoc/>
    internal override void Validate(PlanarImage measured)
    {
        if (Mask.Height != measured.Height || Mask.Width != measured.Width)
        {
            throw new SamplerException(
                $"the mask ({Mask.Height} rows, {Mask.Width} columns) has another size than the picture ({measured.Height} rows, {measured.Width} columns)");
        }
    }

    /// <inheritdoc/>
    internal override void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        var known = new PlanarImage(measured.Channels, measured.Height, measured.Width, [.. measured.Data]);
        Conceal(known);
        Canvas.Upload(canvas, known, 2f, -1f);
    }

    /// <inheritdoc/>
    internal override IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas) =>
        new DiagonalDataStep(device, measured, Mask, canvas);

    /// <inheritdoc/>
    private protected override PlanarImage Apply(PlanarImage clean)
    {
        Validate(clean);
        return new PlanarImage(clean.Channels, clean.Height, clean.Width, [.. clean.Data]);
    }

    /// <inheritdoc/>
    private protected override void Conceal(PlanarImage measured)
    {
        for (int i = 0; i < measured.Data.Length; i++)
        {
            measured.Data[i] = Mask.Known[i % Mask.Known.Length] ? measured.Data[i] : 0f;
        }
    }
}
