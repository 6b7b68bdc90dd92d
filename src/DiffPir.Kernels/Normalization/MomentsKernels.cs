using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Partial moments of every channel over chunks of rows, into a <see cref="MomentTable"/>. They are taken about a pivot, the chunk's first
/// pixel, so that nothing cancels for a channel whose mean is far from zero. A work-item handles T.Width channels of a chunk: 16 on a
/// processor where they allow it, else 1, alone in its group.
/// Lost on a processor: a work-item for all channels (a fifth slower).
/// </summary>
internal static class MomentsKernels
{
    private const int PrefetchedPixels = 32;

    /// <summary>Grid: (ceil(C / (width * group)), chunks, N).</summary>
    [Kernel(typeof(Lanes1))]
    [Kernel(typeof(Lanes16))]
    public static void Take<T>(ArrayView<float> x, ArrayView<float> table, MomentsArguments a)
        where T : struct, ILanes
    {
        int c = ((Grid.IdxX * Group.DimX) + Group.IdxX) * default(T).Width;
        if (c >= a.C)
        {
            return;
        }

        var sum = LocalMemory.Allocate<float>(16);
        var squares = LocalMemory.Allocate<float>(16);
        Lane.Fill<T>(ref sum[0], 0f);
        Lane.Fill<T>(ref squares[0], 0f);
        int firstRow = Grid.IdxY * a.RowsPerChunk;
        int lastRow = IntrinsicMath.Min(firstRow + a.RowsPerChunk, a.H);
        int pivot = a.X.At(Grid.IdxZ, firstRow, 0) + c;
        for (int row = firstRow; row < lastRow; row++)
        {
            int p = a.X.At(Grid.IdxZ, row, 0) + c;
            for (int i = 0; i < a.W; i++)
            {
                Lane.Prefetch(ref x[p], PrefetchedPixels * a.X.Pixel);
                Lane.Moments<T>(ref sum[0], ref squares[0], ref x[p], ref x[pivot]);
                p += a.X.Pixel;
            }
        }

        int to = (((Grid.IdxZ * a.Chunks) + Grid.IdxY) * MomentTable.Entries * a.C) + c;
        Lane.Fill<T>(ref table[to], (float)((lastRow - firstRow) * a.W));
        Lane.Copy<T>(ref table[to + a.C], ref x[pivot]);
        Lane.Copy<T>(ref table[to + (2 * a.C)], ref sum[0]);
        Lane.Copy<T>(ref table[to + (3 * a.C)], ref squares[0]);
    }
}
