using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Attention;

/// <summary>Chooses how attention runs on a device, and prepares its launches.</summary>
internal static class AttentionLauncher
{
    /// <summary>How attention runs on a device.</summary>
    public static AttentionCandidate Choose(ComputeDevice device, TensorShape output, int heads) =>
        !device.IsProcessor ? AttentionCandidate.Group
        : output.C / heads % 16 == 0 ? AttentionCandidate.Tiled
        : AttentionCandidate.OneQuery;

    /// <summary>Elements of scratch memory: the transposed keys.</summary>
    public static long ScratchElements(AttentionCandidate candidate, TensorShape output) =>
        candidate == AttentionCandidate.Tiled ? (long)output.N * output.C * PaddedLength(output) : 0;

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <exception cref="DeviceException">A head has more channels than the kernel holds.</exception>
    public static Action Prepare(
        ComputeDevice device, AttentionCandidate candidate, AttentionNode node, PlacedValue qkv, PlacedValue y, ArrayView<float> scratch)
    {
        var shape = y.Shape;
        int d = shape.C / node.Heads;
        if (candidate != AttentionCandidate.Group)
        {
            RequireHead(node.Name, d);
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
        return candidate switch
        {
            AttentionCandidate.Group when d % default(Lanes4).Width == 0 => PrepareGroup<Lanes4>(device, arguments, qkv.View, y.View),
            AttentionCandidate.Group => PrepareGroup<Lanes1>(device, arguments, qkv.View, y.View),
            AttentionCandidate.OneQuery => PrepareOneQuery(device, arguments, qkv.View, y.View),
            _ when d % 64 == 0 => PrepareTiled<Tile4x4>(device, arguments, qkv.View, scratch, y.View),
            _ when d % 32 == 0 => PrepareTiled<Tile4x2>(device, arguments, qkv.View, scratch, y.View),
            _ => PrepareTiled<Tile4x1>(device, arguments, qkv.View, scratch, y.View),
        };
    }

    /// <summary>Checks the channels of a head for kernels that hold them in private memory.</summary>
    /// <exception cref="DeviceException">There are too many.</exception>
    internal static void RequireHead(string name, int channels)
    {
        if (channels > AttentionKernels.MaxHeadChannels)
        {
            throw new DeviceException(
                $"'{name}' has heads of {channels} channels; up to {AttentionKernels.MaxHeadChannels} are supported. Check the number of heads");
        }
    }

    private static Action PrepareGroup<T>(ComputeDevice device, AttentionArguments a, ArrayView<float> qkv, ArrayView<float> y)
        where T : struct, ILanes
    {
        int slices = Rounding.DivideUp(a.HeadChannels, GroupAttentionKernels.Channels);
        var grid = new Index3D(Rounding.DivideUp(a.Length, GroupAttentionKernels.Queries), a.Heads * slices, a.N);
        var config = new KernelConfig(grid, new Index3D(GroupAttentionKernels.GroupSize, 1, 1));
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, AttentionArguments>(GroupAttentionKernels.Attend<T>);
        return () => kernel(config, qkv, y, a);
    }

    private static Action PrepareOneQuery(ComputeDevice device, AttentionArguments a, ArrayView<float> qkv, ArrayView<float> y)
    {
        var kernel = device.Load<ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.OneQuery);
        var config = device.Elementwise((long)a.N * a.Heads * a.Length);
        return () => kernel(config, qkv, y, a);
    }

    private static Action PrepareTiled<T>(
        ComputeDevice device, AttentionArguments a, ArrayView<float> qkv, ArrayView<float> keys, ArrayView<float> y)
        where T : struct, ITile
    {
        var transpose = device.Load<ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.TransposeKeys);
        var transposeConfig = device.Elementwise((long)a.N * a.Heads * a.HeadChannels * a.PaddedLength);
        var attend = device.Load<ArrayView<float>, ArrayView<float>, ArrayView<float>, AttentionArguments>(AttentionKernels.Tiled<T>);
        var config = ComputeDevice.Single(Rounding.DivideUp(a.Length, AttentionKernels.QueryBlock), a.Heads, a.N);
        return () =>
        {
            transpose(transposeConfig, qkv, keys, a);
            attend(config, qkv, keys, y, a);
        };
    }

    private static int PaddedLength(TensorShape shape) => Rounding.RoundUp(shape.H * shape.W, AttentionKernels.KeyBlock);
}
