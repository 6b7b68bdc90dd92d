using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>H is a convolution with a known kernel.</summary>
public sealed class Deblurring : Degradation
{
    private readonly Edges _edges;

    /// <summary>Creates the operator.</summary>
    /// <param name="kernel">The blur.</param>
    /// <param name="boundary">
    /// What it sees beyond the edges. Nobody knows of a photograph; mirroring contradicts a camera, and periodic edges are an experiment's.
    /// </param>
    public Deblurring(BlurKernel kernel, BoundaryHandling boundary = BoundaryHandling.Unknown)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _edges = new(kernel, 1, boundary);
    }

    private Deblurring(Edges edges) => _edges = edges;

    /// <summary>The kernel.</summary>
    public BlurKernel Kernel => _edges.Kernel;

    /// <inheritdoc/>
    public override string Name => "deblurring";

    /// <inheritdoc/>
    public override BoundaryHandling Boundary => _edges.Boundary;

    /// <inheritdoc/>
    public override bool IsSpectral => _edges.IsSpectral;

    /// <inheritdoc/>
    public override void Validate(PlanarImage measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        _edges.RequireRoom(measured.Height, measured.Width);
    }

    /// <inheritdoc/>
    public override LinearOperator CreateOperator(ComputeDevice device, TensorShape canvas, int height, int width) =>
        _edges.CreateOperator(device, canvas, height, width);

    /// <inheritdoc/>
    protected internal override PlanarImage Apply(PlanarImage clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return _edges.Blur(clean);
    }

    /// <inheritdoc/>
    internal override Margins MarginsFor(int height, int width) => _edges.Margins(height, width);

    /// <inheritdoc/>
    internal override (int Rows, int Columns) Reach => _edges.Reach;

    /// <inheritdoc/>
    internal override Degradation Reaching((int Rows, int Columns) reach) => reach == Reach ? this : new Deblurring(_edges with { LeastReach = reach });
}
