using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Pointwise;

/// <summary>What a work-item of the pointwise kernels handles: neighbouring channels of some pixels of an output row.</summary>
internal struct RowSegment
{
    /// <summary>Image of the batch, row in it, first channel.</summary>
    public int Image, Row, Channel;

    /// <summary>First pixel of the row, and the one past the last.</summary>
    public int First, End;

    /// <summary>This work-item's share, in the grid that <see cref="PointwiseKernels"/> names.</summary>
    public static RowSegment OfWorkItem<T>(PointwiseArguments a)
        where T : struct, ILanes
    {
        int item = (Grid.IdxX * Group.DimX) + Group.IdxX, segment = item / a.Vectors, first = segment * a.Segment;
        return new()
        {
            Image = Grid.IdxZ,
            Row = Grid.IdxY,
            Channel = (item - (segment * a.Vectors)) * default(T).Width,
            First = first,
            End = IntrinsicMath.Min(first + a.Segment, a.W),
        };
    }
}
