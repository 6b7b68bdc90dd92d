using ILGPU;
using ILGPU.Runtime;

namespace DiffPir.Kernels;

/// <summary>
/// Memory for tensors that are kept until all of them go: cut from a few large pieces, because a network has hundreds. On a processor a piece
/// begins with a page of 2 MiB, so that it is made of such pages alone, which the system hands out faster (<see cref="HostMapping"/>).
/// </summary>
internal sealed class WeightMemory(ComputeDevice device) : IDisposable
{
    /// <summary>Floats to whose multiples tensors are aligned within a piece: 256 bytes, what devices align their buffers to.</summary>
    private const int Alignment = 64;

    private const long SmallestPiece = 1 << 18;
    private const long LargestPiece = 1 << 23;

    private readonly List<Piece> _pieces = [];

    /// <summary>Uninitialised floats.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="DeviceException">The device's memory does not suffice.</exception>
    public ArrayView<float> Take(long count)
    {
        var piece = _pieces.Find(candidate => candidate.Left >= count) ?? AddPiece(count);
        return piece.Take(count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var piece in _pieces)
        {
            piece.Buffer.Dispose();
        }

        _pieces.Clear();
    }

    // As large as all before it, within limits: a small network leaves little unused, a large one consists of few pieces.
    private Piece AddPiece(long count)
    {
        long all = Math.Clamp(_pieces.Sum(piece => piece.Buffer.Length), SmallestPiece, LargestPiece);
        var piece = new Piece(device, Math.Max(count, all));
        _pieces.Add(piece);
        return piece;
    }

    /// <summary>A buffer of which the first part is in use; on a processor it begins with a large page.</summary>
    private sealed class Piece
    {
        private readonly ArrayView<float> _view;
        private long _used;

        public Piece(ComputeDevice device, long count)
        {
            Buffer = device.AllocateFloats(count + (device.IsProcessor ? HostMapping.HugePageFloats : 0));
            _view = Buffer.View;
            if (device.IsProcessor)
            {
                using var mapping = new HostMapping(device, Buffer.View);
                _view = _view.SubView(mapping.AdviseHugePages(), count);
            }
        }

        public MemoryBuffer1D<float, Stride1D.Dense> Buffer { get; }

        public long Left => _view.Length - _used;

        public ArrayView<float> Take(long count)
        {
            var taken = _view.SubView(_used, count);
            _used = Math.Min(_view.Length, Rounding.RoundUp(_used + count, Alignment));
            return taken;
        }
    }
}
