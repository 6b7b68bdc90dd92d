using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Two-dimensional discrete Fourier transform of any size on stacks of complex planes. The spectrum is kept with rows and columns
/// exchanged (row = horizontal frequency): filters that went through the same transform lie the same way, and an exchange is saved each
/// way. Each direction is one pass of transforms down the columns, an exchange, which a <see cref="OneLaunchAxis"/> does in the same launch, and another such
/// pass.
/// </summary>
internal sealed class FourierTransform : IDisposable
{
    private readonly ComputeDevice _device;
    private readonly int _planes;
    private readonly int _rows;
    private readonly int _columns;
    private readonly FourierAxis _vertical;
    private readonly FourierAxis _horizontal;

    /// <summary>Prepares tables for planes of one size.</summary>
    /// <param name="device">The device to compute on.</param>
    /// <param name="planes">Largest number of planes transformed at once.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    public FourierTransform(ComputeDevice device, int planes, int rows, int columns)
    {
        (_device, _planes, _rows, _columns) = (device, planes, rows, columns);
        _vertical = FourierAxis.Create(device, rows, planes, ComplexPlanes.PitchOf(columns));
        _horizontal = FourierAxis.Create(device, columns, planes, ComplexPlanes.PitchOf(rows));
    }

    /// <summary>Device memory of its working space, in bytes.</summary>
    public long Bytes => _vertical.Bytes + _horizontal.Bytes;

    /// <summary>Enqueues X[v, u] = sum x[y, x] exp(-2 pi i (u y / rows + v x / columns)); sides are exchanged.</summary>
    public void Forward(ComplexPlanes planes)
    {
        Require(planes, _rows, _columns);
        Transform(planes, _vertical, _horizontal, inverse: false);
    }

    /// <summary>Enqueues the way back; the result is rows * columns times the original planes.</summary>
    public void Inverse(ComplexPlanes planes)
    {
        Require(planes, _columns, _rows);
        Transform(planes, _horizontal, _vertical, inverse: true);
    }

    /// <summary>Whether <see cref="Filter"/> neither reads nor writes inner rectangles, but for vectors that others share.</summary>
    public bool SkipsInner => _vertical is OneLaunchAxis { SkipsInner: true };

    /// <summary>Partial sums of an inner product that <see cref="Filter"/> gives for so many planes; 0 where it gives none.</summary>
    public int ProductsOf(int planes) => _horizontal is OneLaunchAxis axis ? axis.ProductsOf(planes, _rows) : 0;

    /// <summary>
    /// Enqueues a filter: the way to the spectrum, its multiplication by weights, and the way back. The result is rows * columns times
    /// what weights of a filter make of the planes.
    /// </summary>
    /// <param name="planes">The planes.</param>
    /// <param name="weights">Real factors of a spectrum, one plane in its layout; the same for all planes.</param>
    /// <param name="products">
    /// Receives <see cref="ProductsOf"/> partial sums of the inner product of the planes and the result: by Parseval's theorem that of weight
    /// |X|^2 over the spectrum X.
    /// </param>
    /// <param name="inner">Where planes are 0, or, with <see cref="SkipsInner"/>, taken for it, and nobody looks at the result.</param>
    public void Filter(ComplexPlanes planes, ArrayView<float> weights, ArrayView<float> products, PlaneRectangle inner = default)
    {
        Require(planes, _rows, _columns);
        RunAxisAndExchange(planes, _vertical, inverse: false, inner);
        if (_horizontal is OneLaunchAxis { Filters: true } axis)
        {
            axis.FilterExchanging(planes.Front, planes.Back, planes.Count, planes.Columns, planes.Pitch, weights, products);
            FinishExchange(planes);
        }
        else
        {
            FilterByPasses(planes, weights);
        }

        RunAxis(planes, _vertical, inverse: true, inner);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _vertical.Dispose();
        _horizontal.Dispose();
    }

    private void Require(ComplexPlanes planes, int rows, int columns)
    {
        if (planes.Rows != rows || planes.Columns != columns || planes.Count > _planes)
        {
            throw new ArgumentException(
                $"this transform takes up to {_planes} planes of {rows}x{columns}, not {planes.Count} of {planes.Rows}x{planes.Columns}", nameof(planes));
        }
    }

    private void FilterByPasses(ComplexPlanes planes, ArrayView<float> weights)
    {
        RunAxis(planes, _horizontal, inverse: false);
        var values = planes.Front;
        _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, SpectralShape, float>(SpectralFilterKernels.Multiply)(
            ColumnGrid.Config(_device, planes.Columns, planes.Rows, planes.Count), values.Real, values.Imaginary, weights,
            new SpectralShape(planes.Rows, planes.Columns, planes.Pitch, planes.Pitch, 1, 0f), 1f);
        RunAxis(planes, _horizontal, inverse: true);
        Exchange(planes);
    }

    private void Transform(ComplexPlanes planes, FourierAxis first, FourierAxis second, bool inverse)
    {
        RunAxisAndExchange(planes, first, inverse);
        RunAxis(planes, second, inverse);
    }

    private void RunAxisAndExchange(ComplexPlanes planes, FourierAxis axis, bool inverse, PlaneRectangle zero = default)
    {
        if (axis is OneLaunchAxis whole)
        {
            var (values, space) = Views(planes, inverse);
            whole.RunExchanging(values, space, planes.Count, planes.Columns, planes.Pitch, zero);
            FinishExchange(planes);
            return;
        }

        RunAxis(planes, axis, inverse);
        Exchange(planes);
    }

    private void Exchange(ComplexPlanes planes)
    {
        var exchange = _device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, PlaneExchange>(
            _device.IsProcessor ? TransposeKernels.TransposeSquares<Lanes16> : TransposeKernels.Transpose);
        exchange(
            _device.IsProcessor
                ? ComputeDevice.Single(Rounding.DivideUp(planes.Rows, default(Lanes16).Width), planes.Count)
                : ColumnGrid.Config(_device, planes.Rows, planes.Columns, planes.Count),
            planes.Front.Real, planes.Front.Imaginary, planes.Back.Real, planes.Back.Imaginary,
            new PlaneExchange(planes.Rows, planes.Columns, planes.Pitch, ComplexPlanes.PitchOf(planes.Rows)));
        FinishExchange(planes);
    }

    private static void FinishExchange(ComplexPlanes planes)
    {
        planes.Flip();
        planes.ExchangeSides();
    }

    private static (ComplexView Values, ComplexView Space) Views(ComplexPlanes planes, bool inverse) =>
        inverse ? (planes.Front.Exchanged, planes.Back.Exchanged) : (planes.Front, planes.Back);

    private static void RunAxis(ComplexPlanes planes, FourierAxis axis, bool inverse, PlaneRectangle unneeded = default)
    {
        var (values, space) = Views(planes, inverse);
        if (axis is OneLaunchAxis whole)
        {
            whole.RunInPlace(values, planes.Count, planes.Columns, planes.Pitch, unneeded);
        }
        else if (axis.Run(values, space, planes.Count, planes.Columns, planes.Pitch))
        {
            planes.Flip();
        }
    }
}
