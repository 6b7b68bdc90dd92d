using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>
/// H is a blur, then keeping the top left pixel of each block. Without a kernel H models antialiased bicubic reduction, and
/// <see cref="Degradation.Degrade"/> is that reduction itself (mirrored edges), as in published experiments.
/// </summary>
public sealed class SuperResolution : Degradation
{
    /// <summary>Smallest and largest reduction along each side.</summary>
    public const int LeastScale = 2, MostScale = 16;

    private readonly bool _bicubic;
    private readonly Edges _edges;

    /// <summary>Creates the operator.</summary>
    /// <param name="scale">2 to 16.</param>
    /// <param name="kernel">The blur before reduction, or null for bicubic reduction.</param>
    /// <param name="boundary">
    /// What the blur sees beyond the edges; null for mirrored ones of a bicubic reduction, which is defined that way, and unknown ones otherwise.
    /// </param>
    public SuperResolution(int scale, BlurKernel? kernel = null, BoundaryHandling? boundary = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, LeastScale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, MostScale);
        _bicubic = kernel is null;
        _edges = new(
            kernel ?? BlurKernel.IdealBicubic(scale), scale, boundary ?? (_bicubic ? BoundaryHandling.Reflect : BoundaryHandling.Unknown));
    }

    private SuperResolution(bool isBicubic, Edges edges) => (_bicubic, _edges) = (isBicubic, edges);

    /// <inheritdoc/>
    public override int Scale => _edges.Scale;

    /// <summary>The blur before reduction.</summary>
    public BlurKernel Kernel => _edges.Kernel;

    /// <summary>Whether the reduction is the antialiased bicubic one, to which <see cref="Kernel"/> belongs.</summary>
    public bool IsBicubic => _bicubic;

    /// <inheritdoc/>
    public override string Name => $"super-resolution x{Scale}";

    /// <inheritdoc/>
    public override BoundaryHandling Boundary => _edges.Boundary;

    /// <inheritdoc/>
    public override bool IsSpectral => _edges.IsSpectral;

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (!_bicubic)
        {
            _edges.RequireRoom(measured.Height * Scale, measured.Width * Scale);
        }
    }

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        _edges.CreateOperator(device, canvas, height, width);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        BicubicReduction.RequireDivisible(clean, Scale);
        if (_bicubic)
        {
            return BicubicReduction.Apply(clean, Scale);
        }

        var blurred = _edges.Blur(clean);
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
    protected internal override void Guess(ComputeDevice device, PlanarImage measured, Tensor canvas)
    {
        // Pixel i of the measurement shows what lies around scale * i - (centre of mass of the kernel - its origin).
        var (row, column) = CentreOfMass();
        BicubicEnlargement.Run(device, measured, Scale, row, column, canvas);
    }

    /// <inheritdoc/>
    internal override Margins MarginsFor(int height, int width) => _edges.Margins(height, width);

    /// <inheritdoc/>
    internal override (int Rows, int Columns) Reach => _edges.Reach;

    /// <inheritdoc/>
    internal override Degradation Reaching((int Rows, int Columns) reach) =>
        reach == Reach ? this : new SuperResolution(_bicubic, _edges with { LeastReach = reach });

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
