using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// All passes of <see cref="StockhamAxis"/> in one launch, for processors: each work-item takes sixteen columns through all of them, so that
/// values come from memory and go there once instead of once a pass.
/// </summary>
internal sealed class StripAxis : FourierAxis
{
    private readonly ComputeDevice _device;
    private readonly int _length;
    private readonly int _count;
    private readonly DeviceTable _twiddles;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _passes;
    private readonly Action<
        KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, int,
            int> _run;

    /// <summary>Prepares the passes.</summary>
    /// <param name="device">A processor.</param>
    /// <param name="length">Length of the transform.</param>
    /// <param name="radices">Its factors, each at most <see cref="StockhamAxis.LargestOwnRadix"/>.</param>
    public StripAxis(ComputeDevice device, int length, IReadOnlyList<int> radices)
    {
        (_device, _length, _count) = (device, length, radices.Count);
        List<(double Real, double Imaginary)> twiddles = [];
        List<int> passes = [];
        int span = 1;
        foreach (int radix in radices)
        {
            passes.AddRange([radix, length / radix, span, twiddles.Count]);
            twiddles.AddRange(StockhamAxis.Table(length, radix, span));
            span *= radix;
        }

        _twiddles = new DeviceTable(device, [.. twiddles.DefaultIfEmpty()]);
        _passes = device.AllocateIntegers([.. passes.DefaultIfEmpty()]);
        _run = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, int, int>(
            FourierKernels.Strip);
    }

    /// <inheritdoc/>
    public override bool Run(ComplexView values, ComplexView space, int planes, int columns, int pitch)
    {
        if (_count > 0)
        {
            _run(
                ComputeDevice.Single(Rounding.DivideUp(columns, default(Lanes16).Width), planes), values.Real, values.Imaginary, space.Real, space.Imaginary,
                _twiddles.Real, _twiddles.Imaginary, _passes.View, _length, pitch);
        }

        return _count % 2 == 1;
    }

    /// <summary>Enqueues the transform, a multiplication of the result by weights, and the inverse transform, which is not normalised.</summary>
    /// <param name="values">The values; receives the result.</param>
    /// <param name="space">Working space.</param>
    /// <param name="planes">Planes.</param>
    /// <param name="columns">Columns of a plane.</param>
    /// <param name="pitch">Distance of two rows.</param>
    /// <param name="weights">Real factors, one plane in the layout of the values.</param>
    public void Filter(ComplexView values, ComplexView space, int planes, int columns, int pitch, ArrayView<float> weights) =>
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>,
            int, int>(FourierKernels.StripFilter)(
            ComputeDevice.Single(Rounding.DivideUp(columns, default(Lanes16).Width), planes), values.Real, values.Imaginary, space.Real, space.Imaginary,
            _twiddles.Real, _twiddles.Imaginary, _passes.View, weights, _length, pitch);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _twiddles.Dispose();
        _passes.Dispose();
    }
}
