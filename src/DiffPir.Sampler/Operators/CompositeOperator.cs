using DiffPir.Kernels;

namespace DiffPir.Sampler;

/// <summary>One operator after another; nothing better than conjugate gradients is known of it. It owns both.</summary>
internal sealed class CompositeOperator : LinearOperator
{
    private readonly LinearOperator _outer;
    private readonly LinearOperator _inner;
    private readonly Tensor _between;

    /// <summary>Joins two operators.</summary>
    /// <param name="outer">What happens last; its domain is the range of the other.</param>
    /// <param name="inner">What happens first.</param>
    public CompositeOperator(LinearOperator outer, LinearOperator inner)
        : base(inner.Device, inner.Domain, outer.Range)
    {
        (_outer, _inner) = (outer, inner);
        _between = inner.Device.Allocate(inner.Range);
    }

    /// <inheritdoc/>
    public override void Apply(Tensor x, Tensor y)
    {
        _inner.Apply(x, _between);
        _outer.Apply(_between, y);
    }

    /// <inheritdoc/>
    public override void Adjoint(Tensor y, Tensor x)
    {
        _outer.Adjoint(y, _between);
        _inner.Adjoint(_between, x);
    }

    /// <inheritdoc/>
    protected internal override void Conceal(Tensor y) => _outer.Conceal(y);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _outer.Dispose();
        _inner.Dispose();
        _between.Dispose();
    }
}
