using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Prepares <see cref="TensorCoreConvolutionKernels"/> in the device's precision.</summary>
internal static class TensorCoreConvolutionLauncher
{
    /// <summary>Prepares the launch; nothing is enqueued before the returned action runs.</summary>
    public static Action Prepare<TTile>(ConvolutionOperands operands)
        where TTile : struct, ITensorTile => operands.Device.Precision switch
        {
            Precision.Tf32 => Prepare<TTile, Tf32Element>(operands),
            Precision.Fp16 => Prepare<TTile, Float16Element>(operands),
            Precision.Bf16 => Prepare<TTile, BFloat16Element>(operands),
            _ => throw new InvalidOperationException($"{operands.Device.Precision} does not run on tensor cores"),
        };

    private static Action Prepare<TTile, TElement>(ConvolutionOperands operands)
        where TTile : struct, ITensorTile
        where TElement : struct, ITensorElement
    {
        var a = operands.Arguments;
        int outputs = operands.Node.OutChannels, columns = default(TTile).Columns;
        var grid = new Index3D(
            ConvolutionLauncher.DivideUp(a.N * a.H * a.W, default(TTile).Rows), ConvolutionLauncher.DivideUp(outputs, columns), 1);
        var config = new KernelConfig(grid, new Index3D(TensorCoreConvolutionKernels.GroupSize<TTile>(), 1, 1));
        var kernel = operands.Device.Load<
            ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, ConvolutionArguments>(
            TensorCoreConvolutionKernels.Convolve<TTile, TElement>);
        var packed = operands.Weights.Get(
            operands.Node.Weight,
            $"{default(TElement).PtxName} {columns} x {outputs}",
            raw => TensorCorePacking.Pack(raw, outputs, a.InChannels, a.KernelSize * a.KernelSize, columns, default(TElement)));
        ArrayView<Float4> x = operands.X.Cast<Float4>(), w = packed.Cast<Float4>(), bias = operands.Bias.Cast<Float4>();
        ArrayView<Float4> residual = operands.Residual.Cast<Float4>(), y = operands.Y.Cast<Float4>();
        return () => kernel(config, x, w, bias, residual, y, a);
    }
}
