using ILGPU;

namespace DiffPir.Kernels.Normalization;

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

    /// <summary>Floats of a table.</summary>
    public static long Elements(int images, int chunks, int channels) => (long)images * chunks * Entries * channels;
}
