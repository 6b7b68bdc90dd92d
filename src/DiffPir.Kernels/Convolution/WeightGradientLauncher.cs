using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="WeightGradientKernels"/>.</summary>
internal static class WeightGradientLauncher
{
    // A part of the pixels whose gradients and inputs stay in a core's second-level cache while all tiles of a processor read them.
    private const int CachedFloats = 48 * 1024;

    // Groups of a GPU that hide each other's waiting.
    private const int GroupsPerMultiprocessor = 8;

    // 64 MiB.
    private const long MostPartFloats = 16 << 20;

    /// <summary>Elements of scratch memory: the parts of the sum.</summary>
    public static long ScratchElements(ComputeDevice device, ConvolutionWeightGradientNode node, TensorShape gradient, TensorShape x)
    {
        var a = Arguments(device, node, gradient, x);
        return (long)a.Parts * a.PartRows * a.PartColumns;
    }

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="context">Gradient and input.</param>
    /// <param name="node">The operation.</param>
    /// <param name="weight">Receives the gradient of the weight.</param>
    public static Action Prepare(OperationContext context, ConvolutionWeightGradientNode node, ArrayView<float> weight)
    {
        var (device, gradient, x, parts) = (context.Device, context.Inputs[0], context.Inputs[1], context.Scratch);
        var a = Arguments(device, node, gradient.Shape, x.Shape) with
        {
            Gradient = gradient.Map,
            X = node.EndPadding ? x.Map.Shifted(1, 1) : x.Map,
        };
        var multiply = !device.IsProcessor ? PrepareGroup(device, a, gradient.View, x.View, parts)
            : a.PaddedInputs % 32 == 0 ? PrepareTile<Tile8x2>(device, a, gradient.View, x.View, parts)
            : PrepareTile<Tile16x1>(device, a, gradient.View, x.View, parts);
        var merge = device.Load<ArrayView<float>, ArrayView<float>, WeightGradientArguments>(WeightGradientKernels.Merge);
        var config = device.Elementwise((long)a.Outputs * a.Inputs * a.KernelSize * a.KernelSize);
        return () =>
        {
            multiply();
            merge(config, parts, weight, a);
        };
    }

    private static WeightGradientArguments Arguments(
        ComputeDevice device, ConvolutionWeightGradientNode node, TensorShape gradient, TensorShape x)
    {
        int padded = ActivationLayout.RoundUp(x.C), rows = Rounding.RoundUp(gradient.C, WeightGradientKernels.GroupOutputs);
        int columns = Rounding.RoundUp(node.KernelSize * node.KernelSize * padded, WeightGradientKernels.GroupColumns), lines = gradient.N * gradient.H;
        int tiles = rows / WeightGradientKernels.GroupOutputs * (columns / WeightGradientKernels.GroupColumns);
        long wanted = device.IsProcessor
            ? Rounding.DivideUp(lines, Math.Max(1, CachedFloats / (gradient.W * (gradient.C + padded))))
            : Rounding.DivideUp(GroupsPerMultiprocessor * device.Multiprocessors, tiles);
        int parts = (int)Math.Clamp(wanted, 1, Math.Clamp(MostPartFloats / ((long)rows * columns), 1, lines));
        int rowsPerPart = Rounding.DivideUp(lines, parts);
        return new()
        {
            N = gradient.N,
            H = gradient.H,
            W = gradient.W,
            Outputs = gradient.C,
            Inputs = x.C,
            PaddedInputs = padded,
            KernelSize = node.KernelSize,
            Stride = node.Stride,
            PartRows = rows,
            PartColumns = columns,
            Parts = Rounding.DivideUp(lines, rowsPerPart),
            RowsPerPart = rowsPerPart,
        };
    }

    private static Action PrepareGroup(
        ComputeDevice device, WeightGradientArguments a, ArrayView<float> gradient, ArrayView<float> x, ArrayView<float> parts)
    {
        ArrayView<Float4> g = gradient.Cast<Float4>(), input = x.Cast<Float4>(), sums = parts.Cast<Float4>();
        var kernel = device.Load<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, WeightGradientArguments>(WeightGradientKernels.MultiplyGroup);
        var grid = new Index3D(
            a.PartColumns / WeightGradientKernels.GroupColumns, a.PartRows / WeightGradientKernels.GroupOutputs, a.Parts);
        var config = new KernelConfig(grid, new Index3D(WeightGradientKernels.GroupSize, 1, 1));
        return () => kernel(config, g, input, sums, a);
    }

    private static Action PrepareTile<T>(
        ComputeDevice device, WeightGradientArguments a, ArrayView<float> gradient, ArrayView<float> x, ArrayView<float> parts)
        where T : struct, ITile
    {
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, WeightGradientArguments>(WeightGradientKernels.MultiplyTile<T>);
        int columns = 16 * default(T).Vectors;
        var config = ComputeDevice.Single(
            Rounding.DivideUp(a.Outputs, default(T).Rows), a.PaddedInputs / columns * a.KernelSize * a.KernelSize, a.Parts);
        return () => kernel(config, gradient, x, parts, a);
    }
}
