using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>H keeps some pixels and makes the others 0; all of them kept, it is the identity. Its singular values are 1 and 0.</summary>
internal sealed class MaskOperator : LinearOperator
{
    private readonly Tensor _known;

    /// <summary>Uploads the mask, extended to the domain by unknown pixels.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="domain">Shape of x and of y.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="kept">Which of its pixels are kept, row by row; empty for all.</param>
    public MaskOperator(ComputeDevice device, TensorShape domain, int height, int width, ReadOnlySpan<bool> kept)
        : base(device, domain, domain)
    {
        _known = device.Allocate(domain);
        var known = new PlanarImage(domain.C, height, width);
        for (int i = 0; i < known.Data.Length; i++)
        {
            known.Data[i] = kept.IsEmpty || kept[i % kept.Length] ? 1f : 0f;
        }

        PictureUpload.Run(_known, known, 1f, 0f);
    }

    /// <inheritdoc/>
    public override bool IsSpectral => true;

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y) => VectorOperations.Multiply(Device, y, x, _known);

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x) => VectorOperations.Multiply(Device, x, y, _known);

    /// <inheritdoc/>
    public override Tensor CreateFilter(Func<double, double> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var table = Device.Allocate(Domain);
        table.Upload([.. _known.Download().Select(value => (float)weight(value))]);
        return table;
    }

    /// <inheritdoc/>
    public override void Filter(Tensor y, Tensor table) => VectorOperations.Multiply(Device, y, y, table);

    /// <inheritdoc/>
    public override IDataStep CreateDataStep(Tensor y) => new DiagonalDataStep(Device, y, _known);

    /// <inheritdoc/>
    protected internal override void Conceal(Tensor y) => VectorOperations.Multiply(Device, y, y, _known);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _known.Dispose();
    }
}
