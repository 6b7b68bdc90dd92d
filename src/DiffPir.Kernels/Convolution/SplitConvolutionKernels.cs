using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Merges the parts of a convolution's sums: parts [part][pixel][outputs] to y, with bias and residual, in a fixed order.</summary>
internal static class SplitConvolutionKernels
{
    /// <summary>Elementwise over N * H * W * outputs / 4.</summary>
    [Kernel]
    public static void Merge(
        ArrayView<Float4> parts, ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, int count, ConvolutionArguments a)
    {
        int quads = a.OutChannels / 4, size = a.N * a.H * a.W * quads, index = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (index >= size)
        {
            return;
        }

        var sum = parts[index];
        for (int part = 1; part < count; part++)
        {
            sum.Add(parts[(part * size) + index]);
        }

        int pixel = index / quads;
        GroupConvolutionKernels.Finish(bias, residual, y, a, 0, pixel, 4 * (index - (pixel * quads)), sum);
    }
}
