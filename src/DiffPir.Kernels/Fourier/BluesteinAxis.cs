using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// Bluestein's transform for lengths with large prime factors: with c_k = exp(-i pi k^2 / n), X_k = c_k sum_j (x_j c_j) conj(c_(k-j)), a
/// convolution done by transforms of a power of two m of at least 2 n - 1.
/// </summary>
internal sealed class BluesteinAxis : FourierAxis
{
    private readonly ComputeDevice _device;
    private readonly int _length;
    private readonly int _padded;
    private readonly FourierAxis _inner;
    private readonly DeviceTable _chirp;
    private readonly DeviceTable _filter;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>[] _work;
    private readonly long _workElements;

    /// <summary>Prepares tables and working space for a number of planes of a pitch.</summary>
    public BluesteinAxis(ComputeDevice device, int length, int planes, int pitch)
    {
        (_device, _length) = (device, length);
        _padded = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1));
        _inner = Create(device, _padded, StockhamAxis.Radices(_padded)!);

        // k^2 grows beyond what a double's angle keeps exact; exp(-i pi k^2 / n) has period 2 n in k^2.
        var chirp = Enumerable.Range(0, length).Select(k => Complex.FromPolarCoordinates(1, -Math.PI * ((long)k * k % (2 * length)) / length)).ToArray();
        var filter = new Complex[_padded];
        for (int k = 0; k < length; k++)
        {
            filter[k] = Complex.Conjugate(chirp[k]);
            filter[(_padded - k) % _padded] = filter[k];
        }

        HostTransform(filter);
        _chirp = new DeviceTable(device, [.. chirp.Select(value => (value.Real, value.Imaginary))]);
        _filter = new DeviceTable(device, [.. filter.Select(value => (value.Real / _padded, value.Imaginary / _padded))]);
        _workElements = (long)planes * _padded * pitch;
        _work = [device.AllocateFloats(2 * _workElements), device.AllocateFloats(2 * _workElements)];
    }

    /// <inheritdoc/>
    public override long Bytes => _inner.Bytes + _work.Sum(static buffer => buffer.LengthInBytes);

    /// <inheritdoc/>
    public override bool Run(ComplexView values, ComplexView space, int planes, int columns, int pitch)
    {
        var scale = _device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, RowScaling>(BluesteinKernels.ScaleRows);
        ComplexView work = WorkView(0), other = WorkView(1);

        scale(
            ColumnGrid.Config(_device, columns, _padded, planes), values.Real, values.Imaginary, work.Real, work.Imaginary,
            _chirp.Real, _chirp.Imaginary, new RowScaling(columns, pitch, _length, _padded, _length));
        if (_inner.Run(work, other, planes, columns, pitch))
        {
            (work, other) = (other, work);
        }

        scale(
            ColumnGrid.Config(_device, columns, _padded, planes), work.Real, work.Imaginary, work.Real, work.Imaginary,
            _filter.Real, _filter.Imaginary, new RowScaling(columns, pitch, _padded, _padded, _padded));
        if (_inner.Run(work.Exchanged, other.Exchanged, planes, columns, pitch))
        {
            (work, other) = (other, work);
        }

        scale(
            ColumnGrid.Config(_device, columns, _length, planes), work.Real, work.Imaginary, space.Real, space.Imaginary,
            _chirp.Real, _chirp.Imaginary, new RowScaling(columns, pitch, _padded, _length, _length));
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _inner.Dispose();
        _chirp.Dispose();
        _filter.Dispose();
        Array.ForEach(_work, buffer => buffer.Dispose());
    }

    /// <summary>Forward transform of a power of two in double, in place: bit reversal, then butterflies.</summary>
    private static void HostTransform(Complex[] values)
    {
        int n = values.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (values[i], values[j]) = (values[j], values[i]);
            }
        }

        for (int half = 1; half < n; half *= 2)
        {
            for (int k = 0; k < half; k++)
            {
                var root = Complex.FromPolarCoordinates(1, -Math.PI * k / half);
                for (int i = k; i < n; i += 2 * half)
                {
                    var odd = values[i + half] * root;
                    values[i + half] = values[i] - odd;
                    values[i] += odd;
                }
            }
        }
    }

    private ComplexView WorkView(int index)
    {
        ArrayView<float> all = _work[index].View;
        return new(all.SubView(0, _workElements), all.SubView(_workElements, _workElements));
    }
}
