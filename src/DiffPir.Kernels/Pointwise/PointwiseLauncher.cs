using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Pointwise;

/// <summary>Prepares the launches of the operations that touch every value once. Nothing is enqueued before a returned action runs.</summary>
internal static class PointwiseLauncher
{
    private const int GpuGroupSize = 64;

    // Work-items that keep any GPU busy. Where there would be more, each handles several pixels: finding its place costs as much as moving four.
    private const int GpuItems = 1 << 19;

    private const int GpuSegment = 4;

    /// <summary>y = x, same shape.</summary>
    public static Action Copy(ComputeDevice device, PlacedValue x, PlacedValue y) =>
        Unary(device, x, y, PointwiseKernels.Copy<Lanes4>, PointwiseKernels.Copy<Lanes16>);

    /// <summary>y = activation(x).</summary>
    public static Action Activate(ComputeDevice device, Activation activation, PlacedValue x, PlacedValue y) => activation switch
    {
        Activation.Silu => Unary(device, x, y, PointwiseKernels.Silu<Lanes4>, PointwiseKernels.Silu<Lanes16>),
        Activation.Relu => Unary(device, x, y, PointwiseKernels.Relu<Lanes4>, PointwiseKernels.Relu<Lanes16>),
        _ => Copy(device, x, y),
    };

    /// <summary>y = the pixels that four times the channels hold.</summary>
    public static Action PixelShuffle(ComputeDevice device, PlacedValue x, PlacedValue y) =>
        Unary(device, x, y, PointwiseKernels.PixelShuffle<Lanes4>, PointwiseKernels.PixelShuffle<Lanes16>);

    /// <summary>y = x at another resolution.</summary>
    public static Action Resample(ComputeDevice device, Resampling resampling, PlacedValue x, PlacedValue y) => resampling switch
    {
        Resampling.NearestUp2 => Unary(device, x, y, PointwiseKernels.NearestUp2<Lanes4>, PointwiseKernels.NearestUp2<Lanes16>),
        Resampling.MeanDown2 => Unary(device, x, y, PointwiseKernels.MeanDown2<Lanes4>, PointwiseKernels.MeanDown2<Lanes16>),
        _ => Copy(device, x, y),
    };

    /// <summary>y = the pixels of 2x2 blocks in four times the channels.</summary>
    public static Action PixelUnshuffle(ComputeDevice device, PlacedValue x, PlacedValue y) =>
        Unary(device, x, y, PointwiseGradientKernels.PixelUnshuffle<Lanes4>, PointwiseGradientKernels.PixelUnshuffle<Lanes16>);

    /// <summary>y = x at the resolution before, as the gradient of <see cref="Resample"/> wants it.</summary>
    public static Action ResampleGradient(ComputeDevice device, Resampling resampling, PlacedValue x, PlacedValue y) => resampling switch
    {
        Resampling.NearestUp2 => Unary(device, x, y, PointwiseGradientKernels.SumDown2<Lanes4>, PointwiseGradientKernels.SumDown2<Lanes16>),
        Resampling.MeanDown2 => Unary(device, x, y, PointwiseGradientKernels.SpreadUp2<Lanes4>, PointwiseGradientKernels.SpreadUp2<Lanes16>),
        _ => Copy(device, x, y),
    };

    /// <summary>y = x at every second pixel from the offset on, zeros between.</summary>
    public static Action Dilate(ComputeDevice device, int offset, PlacedValue x, PlacedValue y)
    {
        var arguments = Segmented(device, y) with { X = x.Map };
        var config = Configure(device, arguments);
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, int, PointwiseArguments>(
            device.IsProcessor ? PointwiseGradientKernels.Dilate<Lanes16> : PointwiseGradientKernels.Dilate<Lanes4>);
        return () => kernel(config, x.View, y.View, offset, arguments);
    }

    /// <summary>y = gradient times the activation's derivative at x.</summary>
    public static Action ActivationGradient(ComputeDevice device, Activation activation, PlacedValue gradient, PlacedValue x, PlacedValue y) =>
        activation switch
        {
            Activation.Silu => Binary(
                device, gradient, x, y, PointwiseGradientKernels.SiluGradient<Lanes4>, PointwiseGradientKernels.SiluGradient<Lanes16>),
            Activation.Relu => Binary(
                device, gradient, x, y, PointwiseGradientKernels.ReluGradient<Lanes4>, PointwiseGradientKernels.ReluGradient<Lanes16>),
            _ => Copy(device, gradient, y),
        };

    /// <summary>y = left + right.</summary>
    public static Action Add(ComputeDevice device, PlacedValue left, PlacedValue right, PlacedValue y) =>
        Binary(device, left, right, y, PointwiseKernels.Add<Lanes4>, PointwiseKernels.Add<Lanes16>);

    /// <summary>y = x + one value a channel from the conditioning table.</summary>
    public static Action<PlanRun> AddConditioning(
        ComputeDevice device, int offset, int steps, int imageColumns, PlacedValue x, PlacedValue y)
    {
        var arguments = Segmented(device, y) with { X = x.Map, ImageColumns = imageColumns };
        var config = Configure(device, arguments);
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int, PointwiseArguments>(
            device.IsProcessor ? PointwiseKernels.AddConditioning<Lanes16> : PointwiseKernels.AddConditioning<Lanes4>);
        return run => kernel(config, x.View, run.Conditioning, y.View, offset, steps, run.Step, arguments);
    }

    /// <summary>Scalars with y's addresses and sizes.</summary>
    public static PointwiseArguments Arguments(PlacedValue y) =>
        new() { Y = y.Map, N = y.Shape.N, C = y.Shape.C, H = y.Shape.H, W = y.Shape.W };

    /// <summary>
    /// The same with the share of a work-item. Storage is padded to whole vectors, so the wide form needs no tail: it computes padding that
    /// nobody reads.
    /// </summary>
    public static PointwiseArguments Segmented(ComputeDevice device, PlacedValue y)
    {
        int width = device.IsProcessor ? default(Lanes16).Width : default(Lanes4).Width, vectors = Rounding.DivideUp(y.Shape.C, width);
        long each = (long)vectors * y.Shape.N * y.Shape.H * y.Shape.W / GpuItems;
        return Arguments(y) with { Vectors = vectors, Segment = device.IsProcessor ? y.Shape.W : (int)Math.Clamp(each, 1, GpuSegment) };
    }

    /// <summary>The grid of <see cref="PointwiseKernels"/>.</summary>
    public static KernelConfig Configure(ComputeDevice device, PointwiseArguments a)
    {
        int items = a.Vectors * Rounding.DivideUp(a.W, a.Segment), group = device.IsProcessor ? 1 : GpuGroupSize;
        return new(new Index3D(Rounding.DivideUp(items, group), a.H, a.N), new Index3D(group, 1, 1));
    }

    private static Action Unary(
        ComputeDevice device,
        PlacedValue x,
        PlacedValue y,
        Action<ArrayView<float>, ArrayView<float>, PointwiseArguments> narrow,
        Action<ArrayView<float>, ArrayView<float>, PointwiseArguments> wide)
    {
        var arguments = Segmented(device, y) with { X = x.Map };
        var config = Configure(device, arguments);
        var kernel = device.Load(device.IsProcessor ? wide : narrow);
        return () => kernel(config, x.View, y.View, arguments);
    }

    private static Action Binary(
        ComputeDevice device,
        PlacedValue x,
        PlacedValue other,
        PlacedValue y,
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, PointwiseArguments> narrow,
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, PointwiseArguments> wide)
    {
        var arguments = Segmented(device, y) with { X = x.Map, Other = other.Map };
        var config = Configure(device, arguments);
        var kernel = device.Load(device.IsProcessor ? wide : narrow);
        return () => kernel(config, x.View, other.View, y.View, arguments);
    }
}
