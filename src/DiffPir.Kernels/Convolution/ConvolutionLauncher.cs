using DiffPir.Kernels.Intrinsics;
using ILGPU;
using ConvolutionKernel = System.Action<
    ILGPU.KernelConfig,
    ILGPU.ArrayView<float>,
    ILGPU.ArrayView<float>,
    ILGPU.ArrayView<float>,
    ILGPU.ArrayView<float>,
    ILGPU.ArrayView<float>,
    DiffPir.Kernels.Convolution.ConvolutionArguments>;

namespace DiffPir.Kernels.Convolution;

/// <summary>Chooses how a convolution runs on a device, and prepares its launch.</summary>
internal static class ConvolutionLauncher
{
    /// <summary>The candidate for an output shape.</summary>
    public static ConvolutionCandidate Choose(ComputeDevice device, TensorShape output)
    {
        if (!device.IsProcessor)
        {
            return ConvolutionCandidate.Group64x64;
        }

        return ConvolutionPacking.ColumnsFor(output.C) == 16 ? ConvolutionCandidate.Tile16x1
            : output.W % 8 is > 0 and <= 4 && output.W < 16 ? ConvolutionCandidate.Tile4x2
            : ConvolutionCandidate.Tile8x2;
    }

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(
        ComputeDevice device,
        ConvolutionNode node,
        ConvolutionCandidate candidate,
        WeightStore weights,
        PlacedValue x,
        PlacedValue? residual,
        PlacedValue y)
    {
        int columns = ConvolutionPacking.ColumnsFor(node.OutChannels);
        var (weight, bias) = LoadWeights(node, weights, x.Shape.C, columns);
        var arguments = new ConvolutionArguments
        {
            X = x.Map,
            Y = y.Map,
            Residual = residual?.Map ?? default,
            InChannels = x.Shape.C,
            OutChannels = ConvolutionPacking.PaddedOutputs(node.OutChannels, columns),
            KernelSize = node.KernelSize,
            Stride = node.Stride,
            N = y.Shape.N,
            H = y.Shape.H,
            W = y.Shape.W,
            Columns = columns,
            HasResidual = residual is null ? 0 : 1,
        };
        var (kernel, config) = Select(device, candidate, arguments);
        var residualView = residual?.View ?? y.View;
        return () => kernel(config, x.View, weight, bias, residualView, y.View, arguments);
    }

    private static (ArrayView<float> Weight, ArrayView<float> Bias) LoadWeights(ConvolutionNode node, WeightStore weights, int inputs, int columns)
    {
        int taps = node.KernelSize * node.KernelSize;
        var weight = weights.Get(
            node.Weight, $"packed {columns} x {node.OutChannels}", raw => ConvolutionPacking.Pack(raw, node.OutChannels, inputs, taps, columns));
        var bias = weights.Get(
            node.Bias, $"padded {columns} x {node.OutChannels}", raw => ConvolutionPacking.PadBias(raw, node.OutChannels, columns));
        return (weight, bias);
    }

    private static (ConvolutionKernel Kernel, KernelConfig Config) Select(ComputeDevice device, ConvolutionCandidate candidate, ConvolutionArguments a)
    {
        if (candidate == ConvolutionCandidate.Group64x64)
        {
            int size = GroupConvolutionKernels.TileSize;
            var grid = new Index3D(DivideUp(a.N * a.H * a.W, size), DivideUp(a.OutChannels, size), 1);
            return (
                device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
                    GroupConvolutionKernels.Convolve),
                new KernelConfig(grid, new Index3D(GroupConvolutionKernels.GroupSize, 1, 1)));
        }

        return candidate switch
        {
            ConvolutionCandidate.Tile4x2 => Tiled<Tile4x2>(device, a),
            ConvolutionCandidate.Tile16x1 => Tiled<Tile16x1>(device, a),
            _ => Tiled<Tile8x2>(device, a),
        };
    }

    private static (ConvolutionKernel Kernel, KernelConfig Config) Tiled<T>(ComputeDevice device, ConvolutionArguments a)
        where T : struct, ITile => (
            device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
                TileConvolutionKernels.Convolve<T>),
            ComputeDevice.Single(DivideUp(a.W, default(T).Rows), a.N * a.H, a.OutChannels / (16 * default(T).Vectors)));

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
