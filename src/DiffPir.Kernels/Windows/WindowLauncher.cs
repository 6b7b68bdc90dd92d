using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Windows;

/// <summary>Prepares the launches of <see cref="WindowKernels"/>. Nothing is enqueued before a returned action runs.</summary>
internal static class WindowLauncher
{
    /// <summary>y = the largest value or the mean of each window.</summary>
    public static Action Pool(ComputeDevice device, Pooling pooling, Window window, PlacedValue x, PlacedValue y) => pooling == Pooling.Max
        ? Prepare(device, window, x, y, WindowKernels.Max<Lanes4>, WindowKernels.Max<Lanes16>)
        : Prepare(device, window, x, y, WindowKernels.Mean<Lanes4>, WindowKernels.Mean<Lanes16>);

    /// <summary>y = the pixels of each window as channels.</summary>
    public static Action Gather(ComputeDevice device, Window window, PlacedValue x, PlacedValue y) =>
        Prepare(device, window, x, y, WindowKernels.Gather<Lanes4>, WindowKernels.Gather<Lanes16>);

    private static Action Prepare(
        ComputeDevice device,
        Window window,
        PlacedValue x,
        PlacedValue y,
        Action<ArrayView<float>, ArrayView<float>, WindowArguments> narrow,
        Action<ArrayView<float>, ArrayView<float>, WindowArguments> wide)
    {
        var arguments = new WindowArguments
        {
            Values = PointwiseLauncher.Segmented(device, y) with { X = x.Map },
            Channels = x.Shape.C,
            Stored = GatherNode.StoredChannels(x.Shape.C),
            Height = x.Shape.H,
            Width = x.Shape.W,
            Rows = window.Rows,
            Columns = window.Columns,
            Stride = window.Stride,
            Top = window.Top,
            Left = window.Left,
        };
        var config = PointwiseLauncher.Configure(device, arguments.Values);
        var kernel = device.Load(device.IsProcessor ? wide : narrow);
        return () => kernel(config, x.View, y.View, arguments);
    }
}
