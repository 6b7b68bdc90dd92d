using ILGPU;

namespace DiffPir.Kernels;

/// <summary>
/// Partial moments of every channel of a value: [image][chunk][count, pivot, sum, squares][channel], sums of d and d^2 about the pivot,
/// d = value - pivot. Written by the operation that produces the value, where it can, or by a pass of its own.
/// </summary>
/// <param name="View">The table.</param>
/// <param name="Chunks">Chunks of an image.</param>
/// <param name="Channels">Channels of the value.</param>
internal sealed record MomentTable(ArrayView<float> View, int Chunks, int Channels)
{
    /// <summary>Values kept of a channel and chunk.</summary>
    public const int Entries = 4;

    // Sums over whole large images lose digits: with 2 chunks the error of the FFHQ-size network is 1.2 times as large.
    private const int LeastChunks = 32;

    /// <summary>
    /// Chunks in which a pass of its own takes the moments of a value: enough to occupy the device and to keep sums short, few enough that
    /// merging them is nothing.
    /// </summary>
    public static int ChunksOf(ComputeDevice device, TensorShape x)
    {
        int wanted = Math.Min(x.H, device.IsProcessor ? Math.Max(LeastChunks, 2 * device.Threads) : 256);
        return Rounding.DivideUp(x.H, Rounding.DivideUp(x.H, wanted));
    }

    /// <summary>Floats of a table.</summary>
    public static long Elements(int images, int chunks, int channels) => (long)images * chunks * Entries * channels;
}
