using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H is a convolution with a known kernel and periodic boundaries.</summary>
public sealed class Deblurring : Degradation
{
    /// <summary>Creates the operator.</summary>
    public Deblurring(BlurKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
    }

    /// <summary>The kernel.</summary>
    public BlurKernel Kernel { get; }

    /// <inheritdoc/>
    public override string Name => "deblurring";

    /// <inheritdoc/>
    internal override void Validate(PlanarImage measured)
    {
        if (Kernel.Height > measured.Height || Kernel.Width > measured.Width)
        {
            throw new SamplerException(
                $"the kernel ({Kernel.Height} rows, {Kernel.Width} columns) is larger than the picture ({measured.Height} rows, {measured.Width} "
                + "columns); give a smaller kernel or a larger picture");
        }
    }

    /// <inheritdoc/>
    internal override void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas) => Canvas.Upload(canvas, measured, 2f, -1f);

    /// <inheritdoc/>
    internal override IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas) =>
        new SpectralDataStep(device, Kernel, 1, measured, unknown, canvas);

    /// <inheritdoc/>
    private protected override PlanarImage Apply(PlanarImage clean)
    {
        Validate(clean);
        return PeriodicConvolution.Apply(clean, Kernel);
    }

    /// <inheritdoc/>
    private protected override (int Rows, int Columns) Reach => ((Kernel.Height + 1) / 2, (Kernel.Width + 1) / 2);
}
