using System.Numerics;
using ILGPU;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// All passes of <see cref="StockhamAxis"/> in one launch, for GPUs: see <see cref="GroupFourierKernels"/>. Results are the same, bit for bit.
/// </summary>
internal sealed class GroupAxis : OneLaunchAxis
{
    private const int WidestShift = 3, UsualShift = 2, NarrowestShift = 1, Sums = GroupFourierKernels.GroupSize;

    private readonly ComputeDevice _device;
    private readonly int _length;
    private readonly IReadOnlyList<int> _radices;
    private readonly int _packedRadices;
    private readonly DeviceTable _twiddles;

    /// <summary>Prepares the passes.</summary>
    /// <param name="device">A GPU.</param>
    /// <param name="length">Length of the transform, one that <see cref="Takes"/>.</param>
    /// <param name="radices">Its factors.</param>
    public GroupAxis(ComputeDevice device, int length, IReadOnlyList<int> radices)
    {
        (_device, _length, _radices) = (device, length, radices);
        _twiddles = new DeviceTable(device, [.. StockhamAxis.Tables(length, radices).SelectMany(static table => table)]);
        _packedRadices = radices.Reverse().Aggregate(0, static (packed, radix) => (packed << GroupFourierKernels.BitsOfRadix) | radix);
    }

    /// <summary>Whether a length has several passes, all of radices with kernels of their own, and two columns fit into shared memory.</summary>
    public static bool Takes(int length, IReadOnlyList<int> radices) =>
        radices.Count > 1 && radices.All(static radix => radix <= StockhamAxis.LargestOwnRadix) && Fits(length, NarrowestShift, 0);

    /// <inheritdoc/>
    public override bool Filters => Fits(_length, NarrowestShift, Sums);

    /// <inheritdoc/>
    public override int ProductsOf(int planes, int columns) => Filters ? Strips(planes, columns, Sums) : 0;

    /// <inheritdoc/>
    public override void RunInPlace(ComplexView values, int planes, int columns, int pitch, PlaneRectangle unneeded) =>
        Transform(values, values, planes, columns, pitch, exchange: false);

    /// <inheritdoc/>
    public override void RunExchanging(ComplexView values, ComplexView target, int planes, int columns, int pitch, PlaneRectangle zero) =>
        Transform(values, target, planes, columns, pitch, exchange: true);

    /// <inheritdoc/>
    public override void FilterExchanging(
        ComplexView values, ComplexView target, int planes, int columns, int pitch, ArrayView<float> weights,
        ArrayView<float> products)
    {
        var strip = Strip(planes, columns, pitch, exchange: true, Sums);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, GroupStrip>(
            IsSmall(strip, Sums) ? GroupFourierKernels.Filter<StripMemory16> : GroupFourierKernels.Filter<StripMemory32>)(
            Config(strip, planes), values.Real, values.Imaginary, target.Real, target.Imaginary, _twiddles.Real, _twiddles.Imaginary, weights,
            products, strip);
    }

    /// <inheritdoc/>
    public override void Dispose() => _twiddles.Dispose();

    private void Transform(ComplexView values, ComplexView target, int planes, int columns, int pitch, bool exchange)
    {
        var strip = Strip(planes, columns, pitch, exchange, 0);
        _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, GroupStrip>(
            IsSmall(strip, 0) ? GroupFourierKernels.Transform<StripMemory16> : GroupFourierKernels.Transform<StripMemory32>)(
            Config(strip, planes), values.Real, values.Imaginary, target.Real, target.Imaginary, _twiddles.Real, _twiddles.Imaginary, strip);
    }

    private GroupStrip Strip(int planes, int columns, int pitch, bool exchange, int sums)
    {
        int shift = ShiftOf(planes, columns, sums), targetPitch = ComplexPlanes.PitchOf(_length);
        int pad = _length / _radices[0] % 2 == 0 && Fits(_length + _radices[0], shift, sums) ? 1 : 0;
        var (row, column, plane) = exchange ? (1, targetPitch, (long)columns * targetPitch) : (pitch, 1, (long)_length * pitch);
        return new(_length, columns, pitch, shift, pad, _radices.Count, _packedRadices, _length / _radices[0], row, column, plane);
    }

    /// <summary>Strips of four columns; of eight where these keep the device busy, of two where no more fit.</summary>
    private int ShiftOf(int planes, int columns, int sums)
    {
        bool isBusy = Rounding.DivideUp(columns, 1 << WidestShift) * planes >= 2 * _device.Multiprocessors;
        return isBusy && Fits(_length, WidestShift, sums) ? WidestShift : Fits(_length, UsualShift, sums) ? UsualShift : NarrowestShift;
    }

    private int Strips(int planes, int columns, int sums) => Rounding.DivideUp(columns, 1 << ShiftOf(planes, columns, sums)) * planes;

    private bool IsSmall(GroupStrip strip, int sums) =>
        ((_length + (strip.Pad * _radices[0])) << strip.Shift) + sums <= default(StripMemory16).Floats;

    private KernelConfig Config(GroupStrip strip, int planes)
    {
        uint items = BitOperations.RoundUpToPowerOf2((uint)((_length / _radices.Min()) << strip.Shift));
        int group = _device.Description.Kind == DeviceKind.Cpu ? 1 : Math.Clamp((int)items, ColumnGrid.Group, GroupFourierKernels.GroupSize);
        return new(new Index3D(Rounding.DivideUp(strip.Columns, 1 << strip.Shift), planes, 1), new Index3D(group, 1, 1));
    }

    private static bool Fits(int rows, int shift, int sums) => (rows << shift) + sums <= default(StripMemory32).Floats;
}
