using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Pointwise;

/// <summary>
/// Operations that touch every value once: a work-item handles T.Width channels of a segment of an output row, 16 channels of a whole row
/// on a processor, four channels of one to four pixels on a GPU, which needs many reads of 16 bytes on their way.
/// Grid of all: (ceil(C / width) * ceil(W / segment) work-items in groups, H of the output, N).
/// </summary>
internal static class PointwiseKernels
{
    /// <summary>y = x.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Copy<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref x[a.X.At(n, row, i) + c]);
        }
    }

    /// <summary>y = x * sigmoid(x).</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Silu<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var value = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Copy<T>(ref value[0], ref x[a.X.At(n, row, i) + c]);
            Lane.Silu<T>(ref value[0]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref value[0]);
        }
    }

    /// <summary>y = max(x, 0).</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Relu<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var value = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Fill<T>(ref value[0], 0f);
            Lane.Max<T>(ref value[0], ref x[a.X.At(n, row, i) + c]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref value[0]);
        }
    }

    /// <summary>Channel (2 (row % 2) + column % 2) C + c of the pixel at half the row and column. C is that of y.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void PixelShuffle<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        for (int i = segment.First; i < segment.End; i++)
        {
            int quarter = (2 * (row & 1)) + (i & 1), from = a.X.At(n, row >> 1, i >> 1) + (quarter * a.C) + c, to = a.Y.At(n, row, i) + c;
            if ((a.C & 3) == 0)
            {
                Lane.Copy<T>(ref y[to], ref x[from]);
            }
            else
            {
                // The quarter does not begin at a whole vector.
                for (int lane = 0; lane < default(T).Width; lane++)
                {
                    y[to + lane] = x[from + lane];
                }
            }
        }
    }

    /// <summary>y = x + other.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Add<T>(ArrayView<float> x, ArrayView<float> other, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var sum = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Copy<T>(ref sum[0], ref x[a.X.At(n, row, i) + c]);
            Lane.AddScaled<T>(ref sum[0], 1f, ref other[a.Other.At(n, row, i) + c]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref sum[0]);
        }
    }

    /// <summary>y = x + table[offset + c][column], one value a channel: column step, and one further for each image where images have their own.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void AddConditioning<T>(
        ArrayView<float> x, ArrayView<float> table, ArrayView<float> y, int offset, int steps, int step, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var values = LocalMemory.Allocate<float>(16);
        var sum = LocalMemory.Allocate<float>(16);
        for (int lane = 0; lane < default(T).Width; lane++)
        {
            // Padding takes the last channel's value.
            values[lane] = table[((offset + IntrinsicMath.Min(c + lane, a.C - 1)) * steps) + step + (n * a.ImageColumns)];
        }

        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Copy<T>(ref sum[0], ref x[a.X.At(n, row, i) + c]);
            Lane.AddScaled<T>(ref sum[0], 1f, ref values[0]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref sum[0]);
        }
    }

    /// <summary>Nearest neighbour, twice the size.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void NearestUp2<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref x[a.X.At(n, row >> 1, i >> 1) + c]);
        }
    }

    /// <summary>Means of 2x2 blocks, half the size.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void MeanDown2<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var sum = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            int from = a.X.At(n, 2 * row, 2 * i) + c, ahead = 16 * a.X.Pixel;
            Lane.Prefetch(ref x[from], ahead);
            Lane.Prefetch(ref x[from], ahead + a.X.Pixel);
            Lane.Prefetch(ref x[from], ahead + a.X.Row);
            Lane.Prefetch(ref x[from], ahead + a.X.Row + a.X.Pixel);
            Lane.Fill<T>(ref sum[0], 0f);
            Lane.AddScaled<T>(ref sum[0], 0.25f, ref x[from]);
            Lane.AddScaled<T>(ref sum[0], 0.25f, ref x[from + a.X.Pixel]);
            Lane.AddScaled<T>(ref sum[0], 0.25f, ref x[from + a.X.Row]);
            Lane.AddScaled<T>(ref sum[0], 0.25f, ref x[from + a.X.Row + a.X.Pixel]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref sum[0]);
        }
    }
}
