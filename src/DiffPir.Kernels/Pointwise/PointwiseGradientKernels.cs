using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Pointwise;

/// <summary>
/// Gradients of the operations that touch every value once, and what they need to change resolution; work-items, grids and groups as in
/// <see cref="PointwiseKernels"/>.
/// </summary>
internal static class PointwiseGradientKernels
{
    /// <summary>y = x * s (1 + v (1 - s)), s = sigmoid(v), where v is the activation's input.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void SiluGradient<T>(ArrayView<float> x, ArrayView<float> value, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var one = LocalMemory.Allocate<float>(16);
        var zero = LocalMemory.Allocate<float>(16);
        Lane.Fill<T>(ref one[0], 1f);
        Lane.Fill<T>(ref zero[0], 0f);
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.ActivatedGradient<T>(
                ref y[a.Y.At(n, row, i) + c], ref x[a.X.At(n, row, i) + c], ref value[a.Other.At(n, row, i) + c], ref one[0], ref zero[0], 1);
        }
    }

    /// <summary>y = x where the activation's input is above 0, else 0.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void ReluGradient<T>(ArrayView<float> x, ArrayView<float> value, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.KeepPositive<T>(ref y[a.Y.At(n, row, i) + c], ref x[a.X.At(n, row, i) + c], ref value[a.Other.At(n, row, i) + c]);
        }
    }

    /// <summary>Sums of 2x2 blocks.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void SumDown2<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var sum = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            int from = a.X.At(n, 2 * row, 2 * i) + c;
            Lane.Copy<T>(ref sum[0], ref x[from]);
            Lane.AddScaled<T>(ref sum[0], 1f, ref x[from + a.X.Pixel]);
            Lane.AddScaled<T>(ref sum[0], 1f, ref x[from + a.X.Row]);
            Lane.AddScaled<T>(ref sum[0], 1f, ref x[from + a.X.Row + a.X.Pixel]);
            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref sum[0]);
        }
    }

    /// <summary>A quarter of x in each pixel of a 2x2 block; zeros in an odd last row or column.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void SpreadUp2<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        var quarter = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            Lane.Fill<T>(ref quarter[0], 0f);
            if (row < a.H / 2 * 2 && i < a.W / 2 * 2)
            {
                Lane.AddScaled<T>(ref quarter[0], 0.25f, ref x[a.X.At(n, row / 2, i / 2) + c]);
            }

            Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref quarter[0]);
        }
    }

    /// <summary>Pixel (row, i) is x at half its distance from the offset where that is whole, else 0.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Dilate<T>(ArrayView<float> x, ArrayView<float> y, int offset, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        for (int i = segment.First; i < segment.End; i++)
        {
            int to = a.Y.At(n, row, i) + c;
            if (((row - offset) & 1) == 0 && ((i - offset) & 1) == 0)
            {
                Lane.Copy<T>(ref y[to], ref x[a.X.At(n, (row - offset) / 2, (i - offset) / 2) + c]);
            }
            else
            {
                Lane.Fill<T>(ref y[to], 0f);
            }
        }
    }

    /// <summary>Channel (2 a + b) C + c of a pixel is channel c of row a, column b of a 2x2 block; a quarter of y's channels is C.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void PixelUnshuffle<T>(ArrayView<float> x, ArrayView<float> y, PointwiseArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a);
        int n = segment.Image, row = segment.Row, c = segment.Channel;
        int channels = a.C / 4;
        for (int i = segment.First; i < segment.End; i++)
        {
            if (channels % default(T).Width == 0)
            {
                int quarter = c / channels, from = a.X.At(n, (2 * row) + (quarter >> 1), (2 * i) + (quarter & 1)) + c - (quarter * channels);
                Lane.Copy<T>(ref y[a.Y.At(n, row, i) + c], ref x[from]);
            }
            else
            {
                for (int lane = 0; lane < default(T).Width && c + lane < a.C; lane++)
                {
                    int quarter = (c + lane) / channels, channel = c + lane - (quarter * channels);
                    y[a.Y.At(n, row, i) + c + lane] = x[a.X.At(n, (2 * row) + (quarter / 2), (2 * i) + (quarter % 2)) + channel];
                }
            }
        }
    }
}
