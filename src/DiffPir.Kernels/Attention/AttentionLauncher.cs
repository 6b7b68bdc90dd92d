using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>Chooses how attention runs on a device, and prepares its launches.</summary>
internal static class AttentionLauncher
{
    /// <summary>True where the register-tile kernel runs: a processor, and heads of whole vectors.</summary>
    public static bool IsTiled(ComputeDevice device, TensorShape output, int heads) => device.IsProcessor && output.C / heads % 16 == 0;

    /// <summary>Elements of scratch memory: the transposed keys.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape output, int heads) =>
        IsTiled(device, output, heads) ? (long)output.N * output.C * PaddedLength(output) : 0;

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <exception cref="DeviceException">A head has more channels than the kernels hold.</exception>
    public static Action Prepare(ComputeDevice device, AttentionNode node, PlacedValue qkv, PlacedValue y, ArrayView<float> scratch)
    {
        var shape = y.Shape;
        int d = shape.C / node.Heads;
        if (d > AttentionKernels.MaxHeadChannels)
        {
            throw new DeviceException(
                $"'{node.Name}' has heads of {d} channels; up to {AttentionKernels.MaxHeadChannels} are supported. Check --heads or --head-channels");
        }

        if (qkv.HasHalo || y.HasHalo)
        {
            throw new InvalidOperationException($"'{node.Name}': attention reads and writes maps without a border");
        }

        bool legacy = node.Order == AttentionOrder.Legacy;
        var arguments = new AttentionArguments
        {
            Qkv = qkv.Map,
            Y = y.Map,
            N = shape.N,
            Length = shape.H * shape.W,
            Heads = node.Heads,
            HeadChannels = d,
            PaddedLength = PaddedLength(shape),
            HeadStride = legacy ? 3 * d : d,
            KeyOffset = legacy ? d : shape.C,
            ValueOffset = legacy ? 2 * d : 2 * shape.C,
            Scale = 1f / MathF.Sqrt(d),
        };
        if (IsTiled(device, shape, node.Heads))
        {
            return d % 64 == 0 ? PrepareTiled<Tile4x4>(device, arguments, qkv.View, scratch, y.View)
                : d % 32 == 0 ? PrepareTiled<Tile4x2>(device, arguments, qkv.View, scratch, y.View)
                : PrepareTiled<Tile4x1>(device, arguments, qkv.View, scratch, y.View);
        }

        var kernel = device.Load<ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.OneQuery);
        var config = device.Elementwise((long)shape.N * node.Heads * arguments.Length);
        return () => kernel(config, qkv.View, y.View, arguments);
    }

    private static Action PrepareTiled<T>(
        ComputeDevice device, AttentionArguments a, ArrayView<float> qkv, ArrayView<float> keys, ArrayView<float> y)
        where T : struct, ITile
    {
        var transpose = device.Load<ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.TransposeKeys);
        var transposeConfig = device.Elementwise((long)a.N * a.Heads * a.HeadChannels * a.PaddedLength);
        var attend = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.Tiled<T>);
        var config = ComputeDevice.Single((a.Length + AttentionKernels.QueryBlock - 1) / AttentionKernels.QueryBlock, a.Heads, a.N);
        return () =>
        {
            transpose(transposeConfig, qkv, keys, a);
            attend(config, qkv, keys, y, a);
        };
    }

    private static int PaddedLength(TensorShape shape)
    {
        int block = AttentionKernels.KeyBlock;
        return ((shape.H * shape.W) + block - 1) / block * block;
    }
}
