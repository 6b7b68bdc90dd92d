using System.Buffers;

namespace DiffPir.Kernels;

/// <summary>Memory for a while: of a pool, because fresh memory costs as much as what is done with it.</summary>
internal readonly ref struct PooledFloats(int length) : IDisposable
{
    private readonly float[] _array = ArrayPool<float>.Shared.Rent(length);

    /// <summary>The floats, with whatever they hold.</summary>
    public Span<float> Span => _array.AsSpan(0, length);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<float>.Shared.Return(_array);
}
