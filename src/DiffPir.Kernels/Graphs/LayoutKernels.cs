using ILGPU;

namespace DiffPir.Kernels;

/// <summary>
/// Passage between planar N x C x H x W pictures and the channels-last storage of a plan, a work-item a row on a processor and a pixel on
/// a GPU, and the borders that 3x3 convolutions read, elementwise.
/// </summary>
internal static class LayoutKernels
{
    /// <summary>Planar to channels-last. Grid: (ceil(W / (segment * group)), N * H).</summary>
    [Kernel]
    public static void Pack(ArrayView<float> planar, ArrayView<float> y, int segment, LayoutArguments a)
    {
        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = ((Grid.IdxX * Group.DimX) + Group.IdxX) * segment, last = IntrinsicMath.Min(first + segment, a.W);
        for (int c = 0; c < a.C; c++)
        {
            int from = ((((n * a.C) + c) * a.H) + row) * a.W, to = a.Map.At(n, row, 0) + c;
            for (int column = first; column < last; column++)
            {
                y[to + (column * a.Map.Pixel)] = planar[from + column];
            }
        }
    }

    /// <summary>Channels-last to planar. Grid: (ceil(W / (segment * group)), N * H).</summary>
    [Kernel]
    public static void Unpack(ArrayView<float> x, ArrayView<float> planar, int segment, LayoutArguments a)
    {
        int n = Grid.IdxY / a.H, row = Grid.IdxY - (n * a.H);
        int first = ((Grid.IdxX * Group.DimX) + Group.IdxX) * segment, last = IntrinsicMath.Min(first + segment, a.W);
        for (int c = 0; c < a.C; c++)
        {
            int from = a.Map.At(n, row, 0) + c, to = ((((n * a.C) + c) * a.H) + row) * a.W;
            for (int column = first; column < last; column++)
            {
                planar[to + column] = x[from + (column * a.Map.Pixel)];
            }
        }
    }

    /// <summary>Zeros on the border of y: 2 (W + 2) + 2 H pixels an image, C channels each.</summary>
    [Kernel]
    public static void ZeroBorder(ArrayView<float> y, LayoutArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        int perimeter = (2 * (a.W + 2)) + (2 * a.H);
        if (index < (long)a.N * perimeter * a.C)
        {
            int c = (int)(index % a.C);
            long rest = index / a.C;
            int p = (int)(rest % perimeter), n = (int)(rest / perimeter);
            int row = p < a.W + 2 ? -1 : p < 2 * (a.W + 2) ? a.H : (p - (2 * (a.W + 2))) / 2;
            int column = p < a.W + 2 ? p - 1 : p < 2 * (a.W + 2) ? p - (a.W + 2) - 1 : ((p & 1) == 0 ? -1 : a.W);
            y[a.Map.At(n, row, column) + c] = 0f;
        }
    }
}
