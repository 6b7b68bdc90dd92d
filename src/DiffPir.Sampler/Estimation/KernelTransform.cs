namespace DiffPir.Sampler.Estimation;

/// <summary>The spectrum of a blur kernel on a plane, which is at least as large.</summary>
internal sealed class KernelTransform
{
    private readonly int _rows, _columns, _halfRows;
    private readonly float[] _real, _imaginary;

    /// <summary>Transforms a kernel.</summary>
    public KernelTransform(BlurKernel kernel, int rows, int columns)
    {
        float[] plane = new float[rows * columns];
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            plane[(i / kernel.Width * columns) + (i % kernel.Width)] = kernel.Values[i];
        }

        var transform = new HostFourier(rows, columns);
        (_rows, _columns, _halfRows) = (rows, columns, transform.HalfRows);
        (_real, _imaginary) = (new float[_halfRows * columns], new float[_halfRows * columns]);
        transform.Forward(plane, _real, _imaginary);
    }

    /// <summary>|K|^2 at a frequency, which may be negative, but by no more than a side.</summary>
    public double PowerAt(int row, int column)
    {
        // The other half of the spectrum of a real plane repeats it.
        (row, column) = row < 0 || row >= _halfRows ? (row < 0 ? -row : _rows - row, -column) : (row, column);
        int at = ((column + _columns) % _columns * _halfRows) + row;
        return ((double)_real[at] * _real[at]) + ((double)_imaginary[at] * _imaginary[at]);
    }
}
