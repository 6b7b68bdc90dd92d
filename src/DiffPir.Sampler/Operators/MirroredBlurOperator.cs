using DiffPir.Kernels;
using DiffPir.Kernels.Circulant;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>
/// H is a blur of a picture that is mirrored for ever at its edges, with or without a reduction after it: the periodic blur of the picture
/// doubled in both directions. Where the kernel is its own mirror image, what H makes of the doubled picture is the doubled measurement, and
/// everything is as exact as in the periodic case. Where it is not, that is a good preconditioner.
/// </summary>
internal sealed class MirroredBlurOperator : LinearOperator
{
    private readonly CirculantModel _model;
    private readonly bool _isSymmetric;
    private readonly double _sum;
    private readonly Lazy<CirculantOperator> _circulant;
    private readonly Tensor _picture;
    private readonly Tensor _measurement;

    /// <summary>Describes the operator; the kernel is transformed when it is first needed.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="domain">Shape of x, whose top left part is the picture.</param>
    /// <param name="model">The periodic blur, and the reduction, of the doubled picture.</param>
    /// <param name="isSymmetric">Whether the kernel is its own mirror image.</param>
    /// <param name="sum">Sum of the kernel.</param>
    public MirroredBlurOperator(ComputeDevice device, TensorShape domain, CirculantModel model, bool isSymmetric, double sum)
        : base(device, domain, domain with { H = model.Rows / model.Scale / 2, W = model.Columns / model.Scale / 2 })
    {
        (_model, _isSymmetric, _sum) = (model, isSymmetric, sum);
        _circulant = new(() => new CirculantOperator(device, _model, domain.N, domain.C));
        _picture = device.Allocate(domain with { H = model.Rows, W = model.Columns });
        _measurement = device.Allocate(Range with { H = 2 * Range.H, W = 2 * Range.W });
    }

    /// <inheritdoc/>
    public override bool IsSpectral => _isSymmetric;

    /// <inheritdoc/>
    public override NormalInverse NormalInverse => _isSymmetric ? NormalInverse.Exact : NormalInverse.Approximate;

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y)
    {
        MirrorOperations.Unfold(Device, x, _picture);
        _circulant.Value.Apply(_picture, _measurement);
        TileOperations.Cut(Device, y, _measurement, 0, 0);
    }

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x)
    {
        TileOperations.Clear(Device, _measurement);
        TileOperations.Paste(Device, _measurement, y, 0, 0);
        _circulant.Value.Adjoint(_measurement, _picture);
        TileOperations.Clear(Device, x);
        MirrorOperations.Fold(Device, x, _picture, 1);
    }

    /// <inheritdoc/>
    public override void DivideByNormal(Tensor y, double rho)
    {
        MirrorOperations.Unfold(Device, y, _measurement);
        _circulant.Value.Divide(_measurement, rho);
        MirrorOperations.Fold(Device, y, _measurement, 0.25);
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

        MirrorOperations.Unfold(Device, y, _measurement);
        _circulant.Value.Filter(_measurement, table);
        MirrorOperations.Fold(Device, y, _measurement, 0.25);
    }

    /// <inheritdoc/>
    public override IDataStep CreateDataStep(Tensor y) =>
        _isSymmetric ? new MirroredDataStep(Device, _model, Domain, y, _sum) : base.CreateDataStep(y);

    /// <inheritdoc/>
    public override void Observe(PlanarImage picture, Tensor y) => PictureUpload.Run(y, picture, 2f, (float)-_sum);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _picture.Dispose();
        _measurement.Dispose();
        if (_circulant.IsValueCreated)
        {
            _circulant.Value.Dispose();
        }
    }
}
