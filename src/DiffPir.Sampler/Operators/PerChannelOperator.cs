using DiffPir.Kernels;
using DiffPir.Kernels.Elementwise;

namespace DiffPir.Sampler;

/// <summary>An operator of one kind for each channel. It owns them.</summary>
internal sealed class PerChannelOperator : LinearOperator
{
    private readonly LinearOperator[] _channels;
    private readonly Tensor _picture;
    private readonly Tensor _measurement;
    private Tensor? _table;

    /// <summary>Joins operators.</summary>
    /// <param name="channels">One for each channel, of pictures of one channel.</param>
    /// <param name="domain">Shape of x.</param>
    public PerChannelOperator(LinearOperator[] channels, TensorShape domain)
        : base(channels[0].Device, domain, channels[0].Range with { C = channels.Length })
    {
        _channels = channels;
        (_picture, _measurement) = (Device.Allocate(domain with { C = 1 }), Device.Allocate(Range with { C = 1 }));
    }

    /// <inheritdoc/>
    public override bool IsSpectral => Array.TrueForAll(_channels, static channel => channel.IsSpectral);

    /// <inheritdoc/>
    public override NormalInverse NormalInverse => _channels.Min(static channel => channel.NormalInverse);

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y) => Map(x, _picture, y, _measurement, static (channel, from, to) => channel.Apply(from, to));

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x) => Map(y, _measurement, x, _picture, static (channel, from, to) => channel.Adjoint(from, to));

    /// <inheritdoc/>
    public override void DivideByNormal(Tensor y, double rho) => Change(y, (channel, _, part) => channel.DivideByNormal(part, rho));

    /// <inheritdoc/>
    public override Tensor CreateFilter(Func<double, double> weight)
    {
        Tensor[] tables = [.. _channels.Select(channel => channel.CreateFilter(weight))];
        try
        {
            var all = Device.Allocate(tables[0].Shape with { C = tables.Length });
            for (int c = 0; c < tables.Length; c++)
            {
                ChannelOperations.Put(Device, all, tables[c], c);
            }

            Device.Synchronize();
            return all;
        }
        finally
        {
            Array.ForEach(tables, static table => table.Dispose());
        }
    }

    /// <inheritdoc/>
    public override void Filter(Tensor y, Tensor table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table ??= Device.Allocate(table.Shape with { C = 1 });
        Change(y, (channel, c, part) =>
        {
            ChannelOperations.Take(Device, _table, table, c);
            channel.Filter(part, _table);
        });
    }

    /// <inheritdoc/>
    public override IDataStep CreateDataStep(Tensor y)
    {
        var steps = new IDataStep[_channels.Length];
        for (int c = 0; c < steps.Length; c++)
        {
            ChannelOperations.Take(Device, _measurement, y, c);
            steps[c] = _channels[c].CreateDataStep(_measurement);
        }

        return new PerChannelDataStep(Device, steps, Domain);
    }

    /// <inheritdoc/>
    public override void Observe(PlanarImage picture, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(picture);
        for (int c = 0; c < _channels.Length; c++)
        {
            _channels[c].Observe(picture.Channel(c), _measurement);
            ChannelOperations.Put(Device, y, _measurement, c);
        }
    }

    /// <inheritdoc/>
    protected internal override void Conceal(Tensor y) => Change(y, static (channel, _, part) => channel.Conceal(part));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Array.ForEach(_channels, static channel => channel.Dispose());
        _picture.Dispose();
        _measurement.Dispose();
        _table?.Dispose();
    }

    private void Map(Tensor from, Tensor fromPart, Tensor to, Tensor toPart, Action<LinearOperator, Tensor, Tensor> map)
    {
        for (int c = 0; c < _channels.Length; c++)
        {
            ChannelOperations.Take(Device, fromPart, from, c);
            map(_channels[c], fromPart, toPart);
            ChannelOperations.Put(Device, to, toPart, c);
        }
    }

    private void Change(Tensor y, Action<LinearOperator, int, Tensor> change)
    {
        for (int c = 0; c < _channels.Length; c++)
        {
            ChannelOperations.Take(Device, _measurement, y, c);
            change(_channels[c], c, _measurement);
            ChannelOperations.Put(Device, y, _measurement, c);
        }
    }
}
