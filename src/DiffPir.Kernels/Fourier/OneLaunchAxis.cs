using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>A transform that takes one launch, in place, and with it the exchange of rows and columns.</summary>
internal abstract class OneLaunchAxis : FourierAxis
{
    /// <summary>Whether it can filter in one launch: see <see cref="FilterExchanging"/>.</summary>
    public abstract bool Filters { get; }

    /// <summary>Whether the inner rectangles that it is told of are neither read nor written, but for vectors that others share.</summary>
    public virtual bool SkipsInner => false;

    /// <inheritdoc/>
    public sealed override bool Run(ComplexView values, ComplexView space, int planes, int columns, int pitch)
    {
        RunInPlace(values, planes, columns, pitch, default);
        return false;
    }

    /// <summary>Enqueues the forward transform, not normalised, in place.</summary>
    /// <param name="values">The values; receives the result.</param>
    /// <param name="planes">Planes.</param>
    /// <param name="columns">Columns of a plane.</param>
    /// <param name="pitch">Distance of two rows.</param>
    /// <param name="unneeded">Where results need not be written.</param>
    public abstract void RunInPlace(ComplexView values, int planes, int columns, int pitch, PlaneRectangle unneeded);

    /// <summary>Enqueues the forward transform, not normalised, and the exchange of rows and columns.</summary>
    /// <param name="values">The values.</param>
    /// <param name="target">Receives the result, rows at the pitch of as many columns as the length.</param>
    /// <param name="planes">Planes.</param>
    /// <param name="columns">Columns of a plane.</param>
    /// <param name="pitch">Distance of two rows of the values.</param>
    /// <param name="zero">Where values may be taken for 0.</param>
    public abstract void RunExchanging(ComplexView values, ComplexView target, int planes, int columns, int pitch, PlaneRectangle zero);

    /// <summary>Enqueues the transform, a multiplication of the result by weights, the inverse transform, not normalised, and the exchange.</summary>
    /// <param name="values">The values.</param>
    /// <param name="target">Receives the result, rows at the pitch of as many columns as the length.</param>
    /// <param name="planes">Planes.</param>
    /// <param name="columns">Columns of a plane.</param>
    /// <param name="pitch">Distance of two rows of the values.</param>
    /// <param name="weights">Real factors, one plane in the layout of the values.</param>
    /// <param name="products">Receives <see cref="ProductsOf"/> partial sums of weight |X|^2, X being the transform.</param>
    public abstract void FilterExchanging(
        ComplexView values, ComplexView target, int planes, int columns, int pitch, ArrayView<float> weights, ArrayView<float> products);

    /// <summary>Partial sums that a filter of so many planes and columns gives; 0 where it gives none.</summary>
    public abstract int ProductsOf(int planes, int columns);
}
