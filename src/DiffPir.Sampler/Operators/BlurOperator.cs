using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Elementwise;
using DiffPir.Kernels.Solvers;

namespace DiffPir.Sampler;

/// <summary>
/// H is a periodic blur, with or without a reduction after it, of which all or a rectangle is observed. All observed, the Fourier transform
/// makes H H^T diagonal; a rectangle is what remains of a photograph whose surroundings nobody knows.
/// </summary>
internal sealed class BlurOperator : LinearOperator
{
    private readonly CirculantModel _model;
    private readonly KnownRegion? _known;
    private readonly TensorShape _whole;
    private readonly double _sum;
    private readonly Lazy<CirculantOperator> _circulant;
    private readonly Tensor? _extended;

    /// <summary>Describes the operator; the kernel is transformed when it is first needed.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="domain">Shape of x, of which the model's picture is the top left part.</param>
    /// <param name="model">The blur and the reduction.</param>
    /// <param name="sum">Sum of the kernel.</param>
    /// <param name="known">The part of the reduced picture that is known; null for all.</param>
    public BlurOperator(ComputeDevice device, TensorShape domain, CirculantModel model, double sum, KnownRegion? known)
        : base(device, domain, domain with
        {
            H = known?.Rows ?? (model.Rows / model.Scale), W = known?.Columns ?? (model.Columns / model.Scale),
        })
    {
        (_model, _sum, _known) = (model, sum, known);
        _whole = domain with { H = model.Rows / model.Scale, W = model.Columns / model.Scale };
        _circulant = new(() => new CirculantOperator(device, model, domain.N, domain.C));
        _extended = known is null ? null : device.Allocate(_whole);
    }

    /// <inheritdoc/>
    public override bool IsSpectral => _known is null;

    /// <inheritdoc/>
    public override NormalInverse NormalInverse => _known is null ? NormalInverse.Exact : NormalInverse.None;

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y)
    {
        _circulant.Value.Apply(x, _extended ?? y);
        if (_known is { } part)
        {
            TileOperations.Cut(Device, y, _extended!, part.Top, part.Left);
        }
    }

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x)
    {
        if (_known is { } part)
        {
            TileOperations.Clear(Device, _extended!);
            TileOperations.Paste(Device, _extended!, y, part.Top, part.Left);
        }

        _circulant.Value.Adjoint(_extended ?? y, x);
    }

    /// <inheritdoc/>
    public override void DivideByNormal(Tensor y, double rho)
    {
        if (_known is not null)
        {
            base.DivideByNormal(y, rho);
        }

        _circulant.Value.Divide(y, rho);
    }

    /// <inheritdoc/>
    public override Tensor CreateFilter(Func<double, double> weight) =>
        IsSpectral ? _circulant.Value.CreateFilter(weight) : base.CreateFilter(weight);

    /// <inheritdoc/>
    public override void Filter(Tensor y, Tensor table)
    {
        if (!IsSpectral)
        {
            base.Filter(y, table);
        }

        _circulant.Value.Filter(y, table);
    }

    /// <inheritdoc/>
    public override IDataStep CreateDataStep(Tensor y) => new BlurDataStep(Device, _model, Domain, y, _sum, _known);

    /// <inheritdoc/>
    public override void Observe(PlanarImage picture, Tensor y) => PictureUpload.Run(y, picture, 2f, (float)-_sum);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _extended?.Dispose();
        if (_circulant.IsValueCreated)
        {
            _circulant.Value.Dispose();
        }
    }
}
