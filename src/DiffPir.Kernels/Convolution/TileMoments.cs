using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Normalization;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>
/// How the work-items of a <see cref="GroupConvolutionKernels"/> group, each with four outputs of twice four pixels, take the moments of their
/// tile; for kernels.
/// </summary>
internal struct TileMoments
{
    /// <summary>Work-items side by side along the outputs, and along the pixels.</summary>
    public int Quads, Lanes;

    /// <summary>This one's place: lane * Quads + quad.</summary>
    public int Slot;

    /// <summary>Pixels from its first and from its fifth on to the end of the map.</summary>
    public int Upper, Lower;

    /// <summary>Pixels of the tile that are in the map.</summary>
    public int Counted;

    /// <summary>Takes them of four outputs and writes them. All work-items of the group call it.</summary>
    public readonly void Leave(
        ArrayView<Float4> space, ArrayView<float> table, int channels, int channel, Float4 pivot, Float4 v0, Float4 v1, Float4 v2, Float4 v3, Float4 v4,
        Float4 v5, Float4 v6, Float4 v7)
    {
        Float4 sum = default, squares = default;
        Add(v0, pivot, Upper > 0, ref sum, ref squares);
        Add(v1, pivot, Upper > 1, ref sum, ref squares);
        Add(v2, pivot, Upper > 2, ref sum, ref squares);
        Add(v3, pivot, Upper > 3, ref sum, ref squares);
        Add(v4, pivot, Lower > 0, ref sum, ref squares);
        Add(v5, pivot, Lower > 1, ref sum, ref squares);
        Add(v6, pivot, Lower > 2, ref sum, ref squares);
        Add(v7, pivot, Lower > 3, ref sum, ref squares);
        QuadMoments.Fold(space, Slot, Quads, Lanes, ref sum, ref squares);
        if (Slot < Quads)
        {
            QuadMoments.Write(table, Grid.IdxX, channels, channel, Counted, pivot, sum, squares);
        }
    }

    private static void Add(Float4 v, Float4 pivot, bool isInside, ref Float4 sum, ref Float4 squares)
    {
        if (isInside)
        {
            QuadMoments.Add(v, pivot, ref sum, ref squares);
        }
    }
}
