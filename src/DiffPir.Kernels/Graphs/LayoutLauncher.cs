using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Prepares <see cref="LayoutKernels"/>. Nothing is enqueued before a returned action runs.</summary>
internal static class LayoutLauncher
{
    private const int GpuGroupSize = 64;

    /// <summary>A planar tensor of the plan to y.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="tensor">Index of the tensor.</param>
    /// <param name="y">Written, without its border.</param>
    public static Action<PlanRun> Pack(ComputeDevice device, int tensor, PlacedValue y)
    {
        var arguments = Arguments(y);
        var (config, segment) = ConfigureRows(device, y.Shape);
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, int, LayoutArguments>(LayoutKernels.Pack);
        return run => kernel(config, run.Tensors[tensor], y.View, segment, arguments);
    }

    /// <summary>x to a planar tensor of the plan.</summary>
    /// <inheritdoc cref="Pack"/>
    /// <param name="device">Where it runs.</param>
    /// <param name="x">Read.</param>
    /// <param name="tensor">Index of the tensor.</param>
    public static Action<PlanRun> Unpack(ComputeDevice device, PlacedValue x, int tensor)
    {
        var arguments = Arguments(x);
        var (config, segment) = ConfigureRows(device, x.Shape);
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, int, LayoutArguments>(LayoutKernels.Unpack);
        return run => kernel(config, x.View, run.Tensors[tensor], segment, arguments);
    }

    /// <summary>Zeros on the border of y.</summary>
    public static Action ZeroBorder(ComputeDevice device, PlacedValue y)
    {
        var arguments = Arguments(y);
        var config = device.Elementwise((long)y.Shape.N * y.Shape.C * 2 * (y.Shape.W + y.Shape.H + 2));
        var kernel = device.Load<ArrayView<float>, LayoutArguments>(LayoutKernels.ZeroBorder);
        return () => kernel(config, y.View, arguments);
    }

    private static LayoutArguments Arguments(PlacedValue x) => new() { Map = x.Map, N = x.Shape.N, C = x.Shape.C, H = x.Shape.H, W = x.Shape.W };

    private static (KernelConfig Config, int Segment) ConfigureRows(ComputeDevice device, TensorShape shape)
    {
        int group = device.IsProcessor ? 1 : GpuGroupSize, segment = device.IsProcessor ? shape.W : 1;
        int groups = Rounding.DivideUp(Rounding.DivideUp(shape.W, segment), group);
        return (new(new Index3D(groups, shape.N * shape.H, 1), new Index3D(group, 1, 1)), segment);
    }
}
