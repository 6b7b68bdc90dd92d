using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares an implicit-GEMM convolution whose sums may be split, and the merging of its parts.</summary>
internal static class SplitConvolutionLauncher
{
    /// <summary>
    /// Chunks of the table of moments that the launches leave of the output: those of the merging where there are parts, else tiles where none
    /// spans two images, else 0.
    /// </summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="input">Shape of the convolution's input.</param>
    /// <param name="output">Shape of its output.</param>
    /// <param name="taps">Places of its kernel.</param>
    /// <param name="pixels">Pixels of a group's tile.</param>
    /// <param name="outputs">Outputs of a group's tile.</param>
    /// <param name="slab">Channels of a step.</param>
    public static int MomentChunks(
        ComputeDevice device, TensorShape input, TensorShape output, int taps, int pixels, int outputs, int slab)
    {
        int size = output.H * output.W;
        bool isSplit = ConvolutionSplit.For(device, ConvolutionSplit.Groups(output, pixels, outputs), input.C, slab, taps).Parts > 1;
        return isSplit ? Rounding.DivideUp(size, SplitConvolutionKernels.MomentPixels)
            : output.N == 1 || size % pixels == 0 ? Rounding.DivideUp(size, pixels)
            : 0;
    }

    /// <summary>Prepares the launches; nothing is enqueued before the returned action runs.</summary>
    /// <param name="operands">The convolution.</param>
    /// <param name="kernel">Its kernel.</param>
    /// <param name="packed">Weights in the kernel's order.</param>
    /// <param name="scratch">Memory of at least <see cref="ConvolutionSplit.ScratchElements"/>.</param>
    /// <param name="moments">Where moments of the output go, in <see cref="MomentChunks"/> chunks; null where none are wanted.</param>
    /// <param name="pixels">Pixels of a group's tile.</param>
    /// <param name="outputs">Outputs of a group's tile.</param>
    /// <param name="slab">Channels of a step.</param>
    /// <param name="groupSize">Work-items of a group.</param>
    public static Action Prepare(
        ConvolutionOperands operands,
        Action<
            ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<float>, ConvolutionArguments,
            SumParts> kernel,
        ArrayView<float> packed,
        ArrayView<float> scratch,
        MomentTable? moments,
        int pixels,
        int outputs,
        int slab,
        int groupSize)
    {
        var (device, a) = (operands.Device, operands.Arguments);
        int columns = Rounding.DivideUp(a.N * a.H * a.W, pixels);
        int rows = Rounding.DivideUp(operands.Node.OutChannels, outputs);
        var split = ConvolutionSplit.For(device, (long)columns * rows, a.InChannels, slab, operands.Taps);
        var config = new KernelConfig(new Index3D(columns, rows, split.Parts), new Index3D(groupSize, 1, 1));
        var convolve = device.Load(kernel);
        ArrayView<Float4> x = operands.X.Cast<Float4>(), w = packed.Cast<Float4>(), bias = operands.Bias.Cast<Float4>();
        ArrayView<Float4> residual = operands.Residual.Cast<Float4>(), y = operands.Y.Cast<Float4>();
        var table = moments?.View ?? operands.Bias; // any view where none is wanted
        if (split.Parts == 1)
        {
            var whole = new SumParts { SlabsPerPart = split.SlabsPerPart, MomentChannels = moments?.Channels ?? 0 };
            return () => convolve(config, x, w, bias, residual, y, table, a, whole);
        }

        var partial = new SumParts { SlabsPerPart = split.SlabsPerPart, WritesParts = 1 };
        var parts = scratch.Cast<Float4>();
        var merge = PrepareMerge(operands, parts, split.Parts, moments);
        return () =>
        {
            convolve(config, x, w, bias, residual, parts, table, a, partial);
            merge();
        };
    }

    private static Action PrepareMerge(ConvolutionOperands operands, ArrayView<Float4> parts, int count, MomentTable? moments)
    {
        var (device, a) = (operands.Device, operands.Arguments);
        ArrayView<Float4> bias = operands.Bias.Cast<Float4>(), residual = operands.Residual.Cast<Float4>(), y = operands.Y.Cast<Float4>();
        if (moments is null)
        {
            var elements = device.Elementwise((long)a.N * a.H * a.W * (a.OutChannels / 4));
            var merge = device.Load<
                ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, int, ConvolutionArguments>(SplitConvolutionKernels.Merge);
            return () => merge(elements, parts, bias, residual, y, count, a);
        }

        var config = new KernelConfig(
            new Index3D(Rounding.DivideUp(a.OutChannels, SplitConvolutionKernels.MomentOutputs), moments.Chunks, a.N),
            new Index3D(SplitConvolutionKernels.MomentGroupSize, 1, 1));
        var both = device.Load<
            ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<float>, int, int, ConvolutionArguments>(
            SplitConvolutionKernels.MergeWithMoments);
        return () => both(config, parts, bias, residual, y, moments.View, count, moments.Channels, a);
    }
}
