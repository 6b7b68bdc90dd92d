using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels.Fourier;

/// <summary>
/// A stack of complex pictures on a device, the working set of <see cref="FourierTransform"/>: element (plane p, row y, column x) is at
/// (p * Rows + y) * Pitch + x of the real and of the imaginary array. Transforms go back and forth between two such stacks, a front one
/// that holds the values and a back one, and exchange rows with columns.
/// </summary>
internal sealed class ComplexPlanes : IDisposable
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense>[] _buffers;
    private readonly long _elements;
    private int _front;

    /// <summary>Allocates planes of uninitialised values.</summary>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public ComplexPlanes(ComputeDevice device, int count, int rows, int columns)
    {
        (Count, Rows, Columns) = (count, rows, columns);
        _elements = Math.Max((long)count * rows * PitchOf(columns), (long)count * columns * PitchOf(rows));
        _buffers = [device.AllocateFloats(2 * _elements), device.AllocateFloats(2 * _elements)];
    }

    /// <summary>Number of pictures.</summary>
    public int Count { get; }

    /// <summary>Rows as stored now.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns as stored now.</summary>
    public int Columns { get; private set; }

    /// <summary>Distance of two rows in elements.</summary>
    public int Pitch => PitchOf(Columns);

    /// <summary>The values.</summary>
    public ComplexView Front => ViewOf(_front);

    /// <summary>Space for the next values.</summary>
    public ComplexView Back => ViewOf(1 - _front);

    /// <summary>Device memory of a stack in bytes.</summary>
    public long Bytes => 4 * _elements * sizeof(float);

    /// <summary>Makes the back the front.</summary>
    public void Flip() => _front = 1 - _front;

    /// <summary>Notes that rows and columns have been exchanged.</summary>
    public void ExchangeSides() => (Rows, Columns) = (Columns, Rows);

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_buffers, buffer => buffer.Dispose());

    /// <summary>
    /// Columns rounded up to whole work-groups, so that passes need no guard for the last ones (what they compute there is never looked
    /// at), and a cache line more: the rows of a butterfly, a power of two apart, would otherwise share the same sets of a processor's
    /// first cache.
    /// </summary>
    internal static int PitchOf(int columns) => (((columns + ColumnGrid.Group - 1) / ColumnGrid.Group) * ColumnGrid.Group) + 16;

    private ComplexView ViewOf(int index)
    {
        ArrayView<float> all = _buffers[index].View;
        return new(all.SubView(0, _elements), all.SubView(_elements, _elements));
    }
}
