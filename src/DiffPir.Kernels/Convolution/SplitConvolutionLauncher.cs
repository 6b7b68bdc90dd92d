using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares an implicit-GEMM convolution whose sums may be split, and the merging of its parts.</summary>
internal static class SplitConvolutionLauncher
{
    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="operands">The convolution.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <param name="packed">Weights in the kernel's order.</param>
    /// <param name="scratch">Memory of at least <see cref="ConvolutionSplit.ScratchElements"/>.</param>
    /// <param name="pixels">Pixels of a group's tile.</param>
    /// <param name="outputs">Outputs of a group's tile.</param>
    /// <param name="slab">Channels of a step.</param>
    /// <param name="groupSize">Work-items of a group.</param>
    public static Action Prepare(
        ConvolutionOperands operands,
        Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ConvolutionArguments, SumParts> kernel,
        ArrayView<float> packed,
        ArrayView<float> scratch,
        int pixels,
        int outputs,
        int slab,
        int groupSize)
    {
        var (device, a) = (operands.Device, operands.Arguments);
        int columns = Rounding.DivideUp(a.N * a.H * a.W, pixels);
        int rows = Rounding.DivideUp(operands.Node.OutChannels, outputs);
        var split = ConvolutionSplit.For(device, (long)columns * rows, a.InChannels, slab, a.KernelSize * a.KernelSize);
        var whole = new SumParts { SlabsPerPart = split.SlabsPerPart };
        var config = new KernelConfig(new Index3D(columns, rows, split.Parts), new Index3D(groupSize, 1, 1));
        var convolve = device.Load(kernel);
        ArrayView<Float4> x = operands.X.Cast<Float4>(), w = packed.Cast<Float4>(), bias = operands.Bias.Cast<Float4>();
        ArrayView<Float4> residual = operands.Residual.Cast<Float4>(), y = operands.Y.Cast<Float4>();
        if (split.Parts == 1)
        {
            return () => convolve(config, x, w, bias, residual, y, a, whole);
        }

        var partial = whole with { WritesParts = 1 };
        var parts = scratch.Cast<Float4>();
        var mergeConfig = device.Elementwise((long)a.N * a.H * a.W * (a.OutChannels / 4));
        var merge = device.Load<
            ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, int, ConvolutionArguments>(SplitConvolutionKernels.Merge);
        return () =>
        {
            convolve(config, x, w, bias, residual, parts, a, partial);
            merge(mergeConfig, parts, bias, residual, y, split.Parts, a);
        };
    }
}
