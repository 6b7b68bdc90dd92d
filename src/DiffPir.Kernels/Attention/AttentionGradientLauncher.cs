using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>Chooses how the gradient of attention is computed on a device, and prepares its launches.</summary>
internal static class AttentionGradientLauncher
{
    // Queries, keys, values and gradient.
    private const int Copies = 4;

    /// <summary>
    /// How the gradient is computed on a device. A GPU whose groups have too little local memory takes one query a work-item, which is slow.
    /// </summary>
    public static AttentionCandidate Choose(ComputeDevice device, TensorShape output, int heads) =>
        !device.IsProcessor && device.Limits.LocalBytes < GroupAttentionGradientKernels.LocalBytes ? AttentionCandidate.OneQuery
        : AttentionLauncher.Choose(device, output, heads);

    /// <summary>Elements of scratch memory: the statistics of all rows, and for tiles the copies.</summary>
    public static long ScratchElements(AttentionCandidate candidate, TensorShape output, int heads) =>
        StatisticElements(output, heads) + (candidate == AttentionCandidate.Tiled ? Copies * CopyElements(output) : 0);

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <exception cref="DeviceException">A head has more channels than the kernels hold.</exception>
    public static Action Prepare(AttentionGradientNode node, AttentionCandidate candidate, OperationContext context)
    {
        var (gradient, qkv, output, y) = (context.Inputs[0], context.Inputs[1], context.Inputs[2], context.Output);
        int d = output.Shape.C / node.Heads;
        if (candidate != AttentionCandidate.Group)
        {
            AttentionLauncher.RequireHead(node.Name, d);
        }

        if (gradient.HasHalo || qkv.HasHalo || output.HasHalo || y.HasHalo)
        {
            throw new InvalidOperationException($"'{node.Name}': attention reads and writes maps without a border");
        }

        bool legacy = node.Order == AttentionOrder.Legacy;
        var arguments = new AttentionGradientArguments
        {
            Gradient = gradient.Map,
            Qkv = qkv.Map,
            Output = output.Map,
            Y = y.Map,
            N = output.Shape.N,
            Length = output.Shape.H * output.Shape.W,
            Heads = node.Heads,
            HeadChannels = d,
            PaddedLength = PaddedLength(output.Shape),
            HeadStride = legacy ? 3 * d : d,
            KeyOffset = legacy ? d : output.Shape.C,
            ValueOffset = legacy ? 2 * d : 2 * output.Shape.C,
            Scale = 1f / MathF.Sqrt(d),
        };
        return candidate == AttentionCandidate.Group ? PrepareGroup(context, arguments)
            : candidate == AttentionCandidate.OneQuery ? PrepareOneQuery(context, arguments)
            : d % 64 == 0 ? PrepareTiled<Tile4x4>(context, arguments)
            : d % 32 == 0 ? PrepareTiled<Tile4x2>(context, arguments)
            : PrepareTiled<Tile4x1>(context, arguments);
    }

    private static Action PrepareStatistics(OperationContext context, AttentionGradientArguments a)
    {
        ArrayView<float> g = context.Inputs[0].View, qkv = context.Inputs[1].View, output = context.Inputs[2].View, statistics = context.Scratch;
        var kernel = context.Device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionGradientArguments>(
            AttentionGradientKernels.Statistics);
        var config = context.Device.Elementwise((long)a.N * a.Heads * a.Length);
        return () => kernel(config, g, qkv, output, statistics, a);
    }

    private static Action PrepareOneQuery(OperationContext context, AttentionGradientArguments a) => PreparePasses(
        context, a, AttentionGradientKernels.Queries, AttentionGradientKernels.Keys, context.Device.Elementwise((long)a.N * a.Heads * a.Length));

    private static Action PrepareGroup(OperationContext context, AttentionGradientArguments a)
    {
        int slices = Rounding.DivideUp(a.HeadChannels, AttentionSlabs.Block);
        var grid = new Index3D(Rounding.DivideUp(a.Length, AttentionSlabs.Block), a.Heads * slices, a.N);
        return PreparePasses(
            context, a, GroupAttentionGradientKernels.Queries, GroupAttentionGradientKernels.Keys,
            new KernelConfig(grid, new Index3D(AttentionSlabs.GroupSize, 1, 1)));
    }

    // Statistics, then dq, then dk and dv.
    private static Action PreparePasses(
        OperationContext context,
        AttentionGradientArguments a,
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionGradientArguments> queries,
        Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionGradientArguments> keys,
        KernelConfig config)
    {
        ArrayView<float> g = context.Inputs[0].View, qkv = context.Inputs[1].View, y = context.Output.View, statistics = context.Scratch;
        var first = PrepareStatistics(context, a);
        var second = context.Device.Load(queries);
        var third = context.Device.Load(keys);
        return () =>
        {
            first();
            second(config, g, qkv, statistics, y, a);
            third(config, g, qkv, statistics, y, a);
        };
    }

    private static Action PrepareTiled<T>(OperationContext context, AttentionGradientArguments a)
        where T : struct, ITile
    {
        var (device, shape) = (context.Device, context.Inputs[2].Shape);
        ArrayView<float> g = context.Inputs[0].View, qkv = context.Inputs[1].View, output = context.Inputs[2].View, y = context.Output.View;
        long copy = CopyElements(shape), statisticElements = StatisticElements(shape, a.Heads);
        var statistics = context.Scratch.SubView(0, statisticElements);
        var copies = context.Scratch.SubView(statisticElements, Copies * copy);
        var transpose = device.Load<ArrayView<float>, ArrayView<float>, Map, int, int, AttentionGradientArguments>(
            TiledAttentionGradientKernels.Transpose);
        var queries = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionGradientArguments>(
            TiledAttentionGradientKernels.Queries<T>);
        var keys = device.Load<
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionGradientArguments>(
            TiledAttentionGradientKernels.Keys<T>);
        var transposeConfig = device.Elementwise(copy);
        var config = ComputeDevice.Single(Rounding.DivideUp(a.Length, AttentionKernels.QueryBlock), a.Heads, a.N);
        int[] offsets = [0, a.KeyOffset, a.ValueOffset];
        return () =>
        {
            for (int i = 0; i < offsets.Length; i++)
            {
                transpose(transposeConfig, qkv, copies.SubView(i * copy, copy), a.Qkv, a.HeadStride, offsets[i], a);
            }

            transpose(transposeConfig, g, copies.SubView(3 * copy, copy), a.Gradient, a.HeadChannels, 0, a);
            queries(config, g, qkv, output, copies, statistics, y, a);
            keys(config, g, qkv, copies, statistics, y, a);
        };
    }

    private static long CopyElements(TensorShape output) => (long)output.N * output.C * PaddedLength(output);

    private static long StatisticElements(TensorShape output, int heads) =>
        (long)output.N * heads * AttentionGradientKernels.StatisticRows * PaddedLength(output);

    private static int PaddedLength(TensorShape shape) => Rounding.RoundUp(shape.H * shape.W, AttentionKernels.KeyBlock);
}
