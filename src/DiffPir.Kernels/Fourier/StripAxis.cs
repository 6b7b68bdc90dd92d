using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>All passes of <see cref="StockhamAxis"/> in one launch, for processors: see <see cref="StripFourierKernels"/>.</summary>
internal sealed class StripAxis : OneLaunchAxis
{
    /// <summary>Work-items a thread: whoever is late leaves the others some of its work.</summary>
    private const int ItemsOfThread = 4;

    private readonly ComputeDevice _device;
    private readonly int _length;
    private readonly int _workFloats;
    private readonly int _items;
    private readonly int _fields;
    private readonly DeviceTable _twiddles;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _passes;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _work;

    /// <summary>Prepares the passes.</summary>
    /// <param name="device">A processor.</param>
    /// <param name="length">Length of the transform.</param>
    /// <param name="radices">Its factors, each at most <see cref="StockhamAxis.LargestOwnRadix"/>.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public StripAxis(ComputeDevice device, int length, IReadOnlyList<int> radices)
    {
        (_device, _length, Filters) = (device, length, radices.Count > 0);
        List<(double Real, double Imaginary)> twiddles = [];
        List<int> passes = [];
        int span = 1;
        foreach (var (radix, table) in radices.Zip(StockhamAxis.Tables(length, radices)))
        {
            passes.AddRange([radix, length / radix, span, twiddles.Count]);
            twiddles.AddRange(table);
            span *= radix;
        }

        _twiddles = new DeviceTable(device, [.. twiddles.DefaultIfEmpty()]);
        _passes = device.AllocateIntegers([.. passes.DefaultIfEmpty()]);
        _fields = passes.Count;
        _workFloats = Rounding.RoundUp(length, StripFourierKernels.Width) * StripFourierKernels.RowFloats;
        _items = ItemsOfThread * Math.Max(device.Threads, 1);
        _work = device.AllocateFloats(2L * _items * _workFloats);
    }

    /// <inheritdoc/>
    public override long Bytes => _work.LengthInBytes;

    /// <inheritdoc/>
    public override bool Filters { get; }

    /// <inheritdoc/>
    public override bool SkipsInner => true;

    /// <inheritdoc/>
    public override int ProductsOf(int planes, int columns) => Filters ? Strips(planes, columns) : 0;

    /// <inheritdoc/>
    public override void RunInPlace(ComplexView values, int planes, int columns, int pitch, PlaneRectangle unneeded) =>
        Transform(values, values, Shape(planes, columns, pitch, pitch, exchanges: false) with { Inner = unneeded });

    /// <inheritdoc/>
    public override void RunExchanging(ComplexView values, ComplexView target, int planes, int columns, int pitch, PlaneRectangle zero) =>
        Transform(values, target, Shape(planes, columns, pitch, ComplexPlanes.PitchOf(_length), exchanges: true) with { Inner = zero });

    /// <inheritdoc/>
    public override void FilterExchanging(
        ComplexView values, ComplexView target, int planes, int columns, int pitch, ArrayView<float> weights, ArrayView<float> products)
    {
        var shape = Shape(planes, columns, pitch, ComplexPlanes.PitchOf(_length), exchanges: true);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>,
            ArrayView<float>, ArrayView<float>, StripShape>(StripFourierKernels.Filter)(
            Config(shape), values.Real, values.Imaginary, target.Real, target.Imaginary, _work.View, _twiddles.All, Passes,
            weights, products, shape);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _twiddles.Dispose();
        _passes.Dispose();
        _work.Dispose();
    }

    private void Transform(ComplexView values, ComplexView target, StripShape shape)
    {
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>,
            StripShape>(StripFourierKernels.Transform)(
            Config(shape), values.Real, values.Imaginary, target.Real, target.Imaginary, _work.View, _twiddles.All, Passes,
            shape);
    }

    private StripShape Shape(int planes, int columns, int pitch, int targetPitch, bool exchanges) =>
        new(_length, columns, planes, pitch, targetPitch, exchanges ? 1 : 0, _workFloats, default);

    private ArrayView<int> Passes => ((ArrayView<int>)_passes.View).SubView(0, _fields);

    private KernelConfig Config(StripShape shape) =>
        ComputeDevice.Single(Math.Min(_items, Strips(shape.Planes, shape.Columns)));

    private static int Strips(int planes, int columns) => planes * Rounding.DivideUp(columns, StripFourierKernels.Width);
}
