using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Windows;

/// <summary>
/// Operations that move a window over a map. A work-item handles T.Width channels of a segment of an output row, as in
/// <see cref="PointwiseKernels"/>, in whose grid they run.
/// </summary>
internal static class WindowKernels
{
    /// <summary>The largest value of each window, of the pixels inside the map.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Max<T>(ArrayView<float> x, ArrayView<float> y, WindowArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a.Values);
        var rows = WindowSpan.Of((segment.Row * a.Stride) - a.Top, a.Rows, a.Height);
        var largest = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            var columns = WindowSpan.Of((i * a.Stride) - a.Left, a.Columns, a.Width);
            Lane.Copy<T>(ref largest[0], ref x[a.Values.X.At(segment.Image, rows.First, columns.First) + segment.Channel]);
            for (int row = rows.First; row < rows.End; row++)
            {
                for (int column = columns.First; column < columns.End; column++)
                {
                    Lane.Max<T>(ref largest[0], ref x[a.Values.X.At(segment.Image, row, column) + segment.Channel]);
                }
            }

            Lane.Copy<T>(ref y[a.Values.Y.At(segment.Image, segment.Row, i) + segment.Channel], ref largest[0]);
        }
    }

    /// <summary>The mean of each window, of the pixels inside the map.</summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Mean<T>(ArrayView<float> x, ArrayView<float> y, WindowArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a.Values);
        var rows = WindowSpan.Of((segment.Row * a.Stride) - a.Top, a.Rows, a.Height);
        var sum = LocalMemory.Allocate<float>(16);
        for (int i = segment.First; i < segment.End; i++)
        {
            var columns = WindowSpan.Of((i * a.Stride) - a.Left, a.Columns, a.Width);
            float share = 1f / ((rows.End - rows.First) * (columns.End - columns.First));
            Lane.Fill<T>(ref sum[0], 0f);
            for (int row = rows.First; row < rows.End; row++)
            {
                for (int column = columns.First; column < columns.End; column++)
                {
                    Lane.AddScaled<T>(ref sum[0], share, ref x[a.Values.X.At(segment.Image, row, column) + segment.Channel]);
                }
            }

            Lane.Copy<T>(ref y[a.Values.Y.At(segment.Image, segment.Row, i) + segment.Channel], ref sum[0]);
        }
    }

    /// <summary>
    /// The pixels of each window one after the other as channels of one pixel, zeros for those outside: channel p * stored + c is channel c of
    /// the window's pixel p, where stored is the number of channels rounded up to a whole vector, of zeros beyond the last. A product with a
    /// matrix then is a convolution of any size. Copying costs little beside that product: 9 to 121 reads against a multiply-add for each output.
    /// </summary>
    [Kernel(typeof(Lanes4))]
    [Kernel(typeof(Lanes16))]
    public static void Gather<T>(ArrayView<float> x, ArrayView<float> y, WindowArguments a)
        where T : struct, ILanes
    {
        var segment = RowSegment.OfWorkItem<T>(a.Values);
        int pixel = segment.Channel / a.Stored, channel = segment.Channel - (pixel * a.Stored);
        int row = (segment.Row * a.Stride) - a.Top + (pixel / a.Columns), shift = (pixel % a.Columns) - a.Left;
        for (int i = segment.First; i < segment.End; i++)
        {
            int column = (i * a.Stride) + shift, to = a.Values.Y.At(segment.Image, segment.Row, i) + segment.Channel;
            Lane.Fill<T>(ref y[to], 0f);
            if (row >= 0 && row < a.Height && column >= 0 && column < a.Width)
            {
                int from = a.Values.X.At(segment.Image, row, column) + channel, present = a.Channels - channel;
                if (present >= default(T).Width)
                {
                    Lane.Copy<T>(ref y[to], ref x[from]);
                }
                else
                {
                    for (int lane = 0; lane < present; lane++)
                    {
                        y[to + lane] = x[from + lane];
                    }
                }
            }
        }
    }
}
