using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// H is a periodic blur, then keeping the top left pixel of each block. Without a kernel H models antialiased bicubic reduction, and
/// <see cref="Degradation.Degrade"/> is that reduction itself (mirrored edges), as in published experiments.
/// </summary>
public sealed class SuperResolution : Degradation
{
    private readonly bool _bicubic;

    /// <summary>Creates the operator.</summary>
    /// <param name="scale">2 to 16.</param>
    /// <param name="kernel">The blur before reduction, or null for bicubic reduction.</param>
    public SuperResolution(int scale, BlurKernel? kernel = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        Scale = scale;
        _bicubic = kernel is null;
        Kernel = kernel ?? BlurKernel.IdealBicubic(scale);
    }

    /// <inheritdoc/>
    public override int Scale { get; }

    /// <summary>The blur before reduction.</summary>
    public BlurKernel Kernel { get; }

    /// <inheritdoc/>
    public override string Name => $"super-resolution x{Scale}";

    /// <inheritdoc/>
    internal override void Initialize(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        // Pixel i of the measurement shows what lies around scale * i - (centre of mass of the kernel - its origin).
        var (row, column) = CentreOfMass();
        BicubicEnlargement.Run(device, measured, Scale, row, column, canvas);
    }

    /// <inheritdoc/>
    internal override IDataStep CreateDataStep(
        ComputeDevice device, PlanarImage measured, Margins unknown, TensorShape canvas) =>
        new SpectralDataStep(device, Kernel, Scale, measured, unknown, canvas);

    /// <inheritdoc/>
    private protected override PlanarImage Apply(PlanarImage clean)
    {
        BicubicReduction.RequireDivisible(clean, Scale);
        if (_bicubic)
        {
            return BicubicReduction.Apply(clean, Scale);
        }

        var blurred = PeriodicConvolution.Apply(clean, Kernel);
        var result = new PlanarImage(clean.Channels, clean.Height / Scale, clean.Width / Scale);
        for (int c = 0; c < result.Channels; c++)
        {
            for (int i = 0; i < result.Height * result.Width; i++)
            {
                result.Plane(c)[i] = blurred[c, i / result.Width * Scale, i % result.Width * Scale];
            }
        }

        return result;
    }

    /// <inheritdoc/>
    private protected override (int Rows, int Columns) Reach => (((Kernel.Height / 2) + Scale) / Scale, ((Kernel.Width / 2) + Scale) / Scale);

    private (double Row, double Column) CentreOfMass()
    {
        double row = 0, column = 0, sum = 0;
        for (int k = 0; k < Kernel.Values.Length; k++)
        {
            sum += Kernel.Values[k];
            row += Kernel.Values[k] * ((k / Kernel.Width) - Kernel.OriginRow);
            column += Kernel.Values[k] * ((k % Kernel.Width) - Kernel.OriginColumn);
        }

        return (row / sum, column / sum);
    }
}
