using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>H is the mean of the channels. All of its singular values are 1 / sqrt(channels).</summary>
internal sealed class GreyOperator : LinearOperator
{
    private readonly Tensor _picture;

    /// <summary>Describes the operator.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="domain">Shape of x.</param>
    /// <param name="rows">Rows of the picture, the top part of x.</param>
    /// <param name="columns">Columns of the picture.</param>
    public GreyOperator(ComputeDevice device, TensorShape domain, int rows, int columns)
        : base(device, domain, new(domain.N, 1, rows, columns)) =>
        _picture = device.Allocate(domain with { H = rows, W = columns });

    /// <inheritdoc/>
    public override bool IsSpectral => true;

    /// <inheritdoc/>
    public override NormalInverse NormalInverse => NormalInverse.Exact;

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y)
    {
        TileOperations.Cut(Device, _picture, x, 0, 0);
        VectorOperations.MeanOfChannels(Device, _picture, y);
    }

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x)
    {
        VectorOperations.RepeatChannel(Device, _picture, y, 1.0 / Domain.C);
        TileOperations.Clear(Device, x);
        TileOperations.Paste(Device, x, _picture, 0, 0);
    }

    /// <inheritdoc/>
    public override void DivideByNormal(Tensor y, double rho) => VectorOperations.Combine(Device, y, 1 / ((1.0 / Domain.C) + rho), y, 0, y);

    /// <inheritdoc/>
    public override Tensor CreateFilter(Func<double, double> weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var table = Device.Allocate(Range);
        table.Upload([.. Enumerable.Repeat((float)weight(Math.Sqrt(1.0 / Domain.C)), (int)Range.Elements)]);
        return table;
    }

    /// <inheritdoc/>
    public override void Filter(Tensor y, Tensor table) => VectorOperations.Multiply(Device, y, y, table);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _picture.Dispose();
    }
}
