namespace DiffPir.Kernels.Fourier;

/// <summary>A transform of one length along the rows of complex planes, all columns at once. It owns its tables.</summary>
internal abstract class FourierAxis : IDisposable
{
    /// <summary>Device memory of its working space, in bytes.</summary>
    public virtual long Bytes => 0;

    /// <summary>
    /// Enqueues the forward transform, not normalised. Values and working space lie as in <see cref="ComplexPlanes"/>; both are
    /// overwritten.
    /// </summary>
    /// <returns>True where the result is in the working space, false where it is in place of the values.</returns>
    public abstract bool Run(ComplexView values, ComplexView space, int planes, int columns, int pitch);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Chooses the method: passes of small radices where the length is a product of primes up to 13, else Bluestein's.</summary>
    public static FourierAxis Create(ComputeDevice device, int length, int planes, int pitch) =>
        StockhamAxis.Radices(length) is { } radices ? Create(device, length, radices) : new BluesteinAxis(device, length, planes, pitch);

    /// <summary>Passes of the given radices.</summary>
    internal static FourierAxis Create(ComputeDevice device, int length, IReadOnlyList<int> radices) =>
        device.IsProcessor && radices.All(static radix => radix <= StockhamAxis.LargestOwnRadix) ? new StripAxis(device, length, radices)
        : !device.IsProcessor && GroupAxis.Takes(length, radices) ? new GroupAxis(device, length, radices)
        : new StockhamAxis(device, length, radices);
}
