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
    // Floats of weights that stay in a core's second-level cache beside the pixels: half of the 1 MiB that is common.
    private const int CachedWeights = 128 * 1024;

    /// <summary>The candidate for a convolution.</summary>
    public static ConvolutionCandidate Choose(ComputeDevice device, ConvolutionNode node, TensorShape input, TensorShape output)
    {
        if (!device.IsProcessor)
        {
            return ConvolutionCandidate.Group64x64;
        }

        return Supports(ConvolutionCandidate.Winograd4x4, node, input, output) ? ConvolutionCandidate.Winograd4x4
            : ConvolutionPacking.ColumnsFor(output.C) == 16 ? ConvolutionCandidate.Tile16x1
            : output.W % 8 is > 0 and <= 4 && output.W < 16 ? ConvolutionCandidate.Tile4x2
            : ConvolutionCandidate.Tile8x2;
    }

    /// <summary>True where a candidate can compute a convolution.</summary>
    public static bool Supports(ConvolutionCandidate candidate, ConvolutionNode node, TensorShape input, TensorShape output) => candidate switch
    {
        ConvolutionCandidate.Winograd4x4 => node is { KernelSize: 3, Stride: 1 } && input.C % 16 == 0
            && output.C % WinogradConvolutionKernels.Columns == 0 && output.H % 4 == 0 && output.W % 4 == 0,
        ConvolutionCandidate.Tile16x1 => ConvolutionPacking.ColumnsFor(output.C) == 16,
        ConvolutionCandidate.Tile8x2 or ConvolutionCandidate.Tile4x2 => ConvolutionPacking.ColumnsFor(output.C) == 32,
        _ => true,
    };

    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements(ComputeDevice device, ConvolutionCandidate candidate, TensorShape input, TensorShape output)
    {
        if (candidate != ConvolutionCandidate.Winograd4x4)
        {
            return 0;
        }

        var (items, groups, _) = WinogradGrid(device, output);
        return (long)items * groups * WinogradConvolutionKernels.ScratchPerItem(input.C);
    }

    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare(
        ComputeDevice device,
        ConvolutionNode node,
        ConvolutionCandidate candidate,
        WeightStore weights,
        PlacedValue x,
        PlacedValue? residual,
        PlacedValue y,
        ArrayView<float> scratch)
    {
        int columns = ConvolutionPacking.ColumnsFor(node.OutChannels);
        var arguments = new ConvolutionArguments
        {
            X = x.Map,
            Y = y.Map,
            Residual = residual?.Map ?? y.Map,
            InChannels = x.Shape.C,
            OutChannels = ConvolutionPacking.PaddedOutputs(node.OutChannels, columns),
            KernelSize = node.KernelSize,
            Stride = node.Stride,
            N = y.Shape.N,
            H = y.Shape.H,
            W = y.Shape.W,
            Columns = columns,
            HasResidual = residual is null ? 0 : 1,
            BlocksFirst = (long)x.Shape.C * node.OutChannels * node.KernelSize * node.KernelSize <= CachedWeights ? 1 : 0,
        };
        var bias = weights.Get(
            node.Bias, $"padded {columns} x {node.OutChannels}", raw => ConvolutionPacking.PadBias(raw, node.OutChannels, columns));
        var residualView = residual?.View ?? y.View;
        if (candidate == ConvolutionCandidate.Winograd4x4)
        {
            return PrepareWinograd(device, node, weights, arguments, x.View, bias, residualView, y.View, scratch);
        }

        int taps = node.KernelSize * node.KernelSize, inputs = x.Shape.C;
        var weight = weights.Get(
            node.Weight, $"packed {columns} x {node.OutChannels}", raw => ConvolutionPacking.Pack(raw, node.OutChannels, inputs, taps, columns));
        var (kernel, config) = Select(device, candidate, arguments);
        return () => kernel(config, x.View, weight, bias, residualView, y.View, arguments);
    }

    private static Action PrepareWinograd(
        ComputeDevice device,
        ConvolutionNode node,
        WeightStore weights,
        ConvolutionArguments arguments,
        ArrayView<float> x,
        ArrayView<float> bias,
        ArrayView<float> residual,
        ArrayView<float> y,
        ArrayView<float> scratch)
    {
        var (items, groups, blocks) = WinogradGrid(device, new(arguments.N, node.OutChannels, arguments.H, arguments.W));
        arguments.Tiles = arguments.N * (arguments.H / 4) * (arguments.W / 4);
        arguments.BlocksPerItem = blocks;
        int inputs = arguments.InChannels;
        var weight = weights.Get(node.Weight, "Winograd 4x4", raw => WinogradPacking.Pack(raw, node.OutChannels, inputs));
        var kernel = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
            WinogradConvolutionKernels.Convolve);
        var config = ComputeDevice.Single(items, groups);
        return () => kernel(config, x, weight, bias, residual, y, scratch, arguments);
    }

    // Work-items: about four a thread, so that one delayed thread does not hold up the rest. Where the map has too few batches of tiles,
    // the outputs are divided too, and each group transforms the input again.
    private static (int Items, int Groups, int BlocksPerItem) WinogradGrid(ComputeDevice device, TensorShape output)
    {
        int wanted = 4 * Math.Max(1, device.Threads);
        int batches = DivideUp(output.N * (output.H / 4) * (output.W / 4), WinogradConvolutionKernels.Batch);
        int blocks = output.C / WinogradConvolutionKernels.Columns;
        int items = Math.Min(wanted, batches), perItem = DivideUp(blocks, Math.Min(blocks, DivideUp(wanted, items)));
        return (items, DivideUp(blocks, perItem), perItem);
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
        where T : struct, ITile
    {
        int tiles = DivideUp(a.W, default(T).Rows), rows = a.N * a.H, blocks = a.OutChannels / (16 * default(T).Vectors);
        return (
            device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionArguments>(
                TileConvolutionKernels.Convolve<T>),
            a.BlocksFirst != 0 ? ComputeDevice.Single(blocks, tiles, rows) : ComputeDevice.Single(tiles, rows, blocks));
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
