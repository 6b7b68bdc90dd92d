using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Normalization;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Merges the parts of a convolution's sums: parts [part][pixel][outputs] to y, with bias and residual, in a fixed order.</summary>
internal static class SplitConvolutionKernels
{
    /// <summary>Pixels of a group of <see cref="MergeWithMoments"/>, a chunk of the table.</summary>
    public const int MomentPixels = 16;

    /// <summary>Outputs of a group of <see cref="MergeWithMoments"/>.</summary>
    public const int MomentOutputs = 32;

    /// <summary>Work-items of a group of <see cref="MergeWithMoments"/>: one for four outputs of a pixel.</summary>
    public const int MomentGroupSize = MomentPixels * MomentQuads;

    private const int MomentQuads = MomentOutputs / 4;

    /// <summary>Elementwise over N * H * W * outputs / 4.</summary>
    [Kernel]
    public static void Merge(
        ArrayView<Float4> parts, ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, int count, ConvolutionArguments a)
    {
        int quads = a.OutChannels / 4, size = a.N * a.H * a.W * quads, index = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (index < size)
        {
            int pixel = index / quads;
            OutputQuad.Write(bias, residual, y, a, 0, pixel, 4 * (index - (pixel * quads)), SumOf(parts, index, size, count));
        }
    }

    /// <summary>
    /// The same, and the output's <see cref="MomentTable"/> of <paramref name="channels"/> channels. Grid: (ceil(outputs / 32), chunks, N).
    /// </summary>
    [Kernel]
    public static void MergeWithMoments(
        ArrayView<Float4> parts, ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, ArrayView<float> moments, int count,
        int channels, ConvolutionArguments a)
    {
        // Pivots have a place of their own: ILGPU may move a read of shared memory behind a barrier, to where its value is used.
        var space = SharedMemory.Allocate<Float4>(2 * MomentGroupSize);
        var pivots = SharedMemory.Allocate<Float4>(MomentQuads);
        int quads = a.OutChannels / 4, pixels = a.H * a.W, t = Group.IdxX, lane = t / MomentQuads;
        int quad = (Grid.IdxX * MomentQuads) + (t % MomentQuads), firstPixel = Grid.IdxY * MomentPixels, pixel = firstPixel + lane;
        Float4 value = default, sum = default, squares = default;
        bool isInside = pixel < pixels && quad < quads;
        if (isInside)
        {
            int p = (Grid.IdxZ * pixels) + pixel;
            value = OutputQuad.Write(
                bias, residual, y, a, 0, p, 4 * quad, SumOf(parts, (p * quads) + quad, a.N * pixels * quads, count));
        }

        if (lane == 0)
        {
            pivots[t] = value;
        }

        LocalBarrier.Wait();
        var pivot = pivots[t % MomentQuads];
        if (isInside)
        {
            QuadMoments.Add(value, pivot, ref sum, ref squares);
        }

        QuadMoments.Fold(space, t, MomentQuads, MomentPixels, ref sum, ref squares);
        if (lane == 0)
        {
            int counted = IntrinsicMath.Min(MomentPixels, pixels - firstPixel), chunk = (Grid.IdxZ * Grid.DimY) + Grid.IdxY;
            QuadMoments.Write(moments, chunk, channels, 4 * quad, counted, pivot, sum, squares);
        }
    }

    // Four reads on their way at a time.
    private static Float4 SumOf(ArrayView<Float4> parts, int index, int size, int count)
    {
        var sum = parts[index];
        for (int part = 1; part < count; part += 4)
        {
            int at = (part * size) + index;
            Float4 v0 = parts[at], v1 = default, v2 = default, v3 = default;
            if (part + 1 < count)
            {
                v1 = parts[at + size];
            }

            if (part + 2 < count)
            {
                v2 = parts[at + (2 * size)];
            }

            if (part + 3 < count)
            {
                v3 = parts[at + (3 * size)];
            }

            sum.Add(v0);
            sum.Add(v1);
            sum.Add(v2);
            sum.Add(v3);
        }

        return sum;
    }
}
