using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels;

/// <summary>Prepares <see cref="ChannelSumKernels"/>. Nothing is enqueued before a returned action runs.</summary>
internal static class ChannelSumLauncher
{
    private const int GpuGroupSize = 64;

    /// <summary>Elements of scratch memory.</summary>
    public static long ScratchElements(ComputeDevice device, TensorShape x) =>
        (long)x.N * MomentTable.ChunksOf(device, x) * ActivationLayout.RoundUp(x.C);

    /// <summary>y[channel] = the sum over all pixels of all images.</summary>
    public static Action PrepareAll(ComputeDevice device, PlacedValue x, ArrayView<float> scratch, ArrayView<float> y) =>
        Prepare(device, x, scratch, y, ChannelSumKernels.MergeAll, images: 1);

    /// <summary>y[channel][image] = the sum over all pixels of the image.</summary>
    public static Action PrepareImages(ComputeDevice device, PlacedValue x, ArrayView<float> scratch, ArrayView<float> y) =>
        Prepare(device, x, scratch, y, ChannelSumKernels.MergeImages, images: x.Shape.N);

    private static Action Prepare(
        ComputeDevice device,
        PlacedValue x,
        ArrayView<float> scratch,
        ArrayView<float> y,
        Action<ArrayView<float>, ArrayView<float>, ChannelSumArguments> merging,
        int images)
    {
        var (n, c, h, w) = x.Shape;
        int chunks = MomentTable.ChunksOf(device, x.Shape);
        var a = new ChannelSumArguments
        {
            X = x.Map, N = n, C = c, H = h, W = w, PaddedC = ActivationLayout.RoundUp(c), Chunks = chunks, RowsPerChunk = Rounding.DivideUp(h, chunks),
        };
        int width = device.IsProcessor ? default(Lanes16).Width : 1, group = device.IsProcessor ? 1 : GpuGroupSize;
        var sum = device.Load<ArrayView<float>, ArrayView<float>, ChannelSumArguments>(
            device.IsProcessor ? ChannelSumKernels.Sum<Lanes16> : ChannelSumKernels.Sum<Lanes1>);
        var merge = device.Load(merging);
        var sumConfig = new KernelConfig(new Index3D(Rounding.DivideUp(c, width * group), chunks, n), new Index3D(group, 1, 1));
        var mergeConfig = new KernelConfig(
            new Index3D(c, images, 1), new Index3D(device.IsProcessor ? 1 : ChannelSumKernels.MergeGroupSize, 1, 1));
        return () =>
        {
            sum(sumConfig, x.View, scratch, a);
            merge(mergeConfig, scratch, y, a);
        };
    }
}
