using ILGPU;

namespace DiffPir.Kernels.Pointwise;

/// <summary>
/// Passage between planar N x C x H x W pictures and the channels-last storage of a plan, and the borders that 3x3 convolutions read.
/// Elementwise, one work-item a stored element.
/// </summary>
internal static class LayoutKernels
{
    /// <summary>Planar to channels-last.</summary>
    [Kernel]
    public static void Pack(ArrayView<float> planar, ArrayView<float> y, PointwiseArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index < (long)a.N * a.C * a.H * a.W)
        {
            int column = (int)(index % a.W);
            long rest = index / a.W;
            int row = (int)(rest % a.H);
            rest /= a.H;
            y[a.Y.At((int)(rest / a.C), row, column) + (int)(rest % a.C)] = planar[index];
        }
    }

    /// <summary>Channels-last to planar.</summary>
    [Kernel]
    public static void Unpack(ArrayView<float> x, ArrayView<float> planar, PointwiseArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index < (long)a.N * a.C * a.H * a.W)
        {
            int column = (int)(index % a.W);
            long rest = index / a.W;
            int row = (int)(rest % a.H);
            rest /= a.H;
            planar[index] = x[a.X.At((int)(rest / a.C), row, column) + (int)(rest % a.C)];
        }
    }

    /// <summary>Zeros on the border of y: 2 (W + 2) + 2 H pixels an image, C channels each.</summary>
    [Kernel]
    public static void ZeroBorder(ArrayView<float> y, PointwiseArguments a)
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
            y[a.Y.At(n, row, column) + c] = 0f;
        }
    }
}
