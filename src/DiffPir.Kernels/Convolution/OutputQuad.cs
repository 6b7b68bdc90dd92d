using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Convolution;

/// <summary>Four neighbouring outputs of a pixel, at the end of an implicit-GEMM convolution; for kernels.</summary>
internal static class OutputQuad
{
    /// <summary>The sums with the bias and the residual.</summary>
    public static Float4 Finish(
        ArrayView<Float4> bias, ArrayView<Float4> residual, ConvolutionArguments a, int pixel, int output, Float4 sum)
    {
        int row = pixel / a.W, n = row / a.H;
        return Finish(bias, residual, a, n, row - (n * a.H), pixel - (row * a.W), output, sum);
    }

    /// <summary>Writes the finished sums, or the sums as this group's part of them.</summary>
    /// <returns>What was written.</returns>
    public static Float4 Write(
        ArrayView<Float4> bias, ArrayView<Float4> residual, ArrayView<Float4> y, ConvolutionArguments a, int writesParts, int pixel, int output,
        Float4 sum)
    {
        if (writesParts != 0)
        {
            y[((((Grid.IdxZ * a.N * a.H * a.W) + pixel) * a.OutChannels) + output) / 4] = sum;
            return sum;
        }

        int row = pixel / a.W, n = row / a.H, py = row - (n * a.H), px = pixel - (row * a.W);
        sum = Finish(bias, residual, a, n, py, px, output, sum);
        y[(a.Y.At(n, py, px) + output) / 4] = sum;
        return sum;
    }

    private static Float4 Finish(
        ArrayView<Float4> bias, ArrayView<Float4> residual, ConvolutionArguments a, int n, int py, int px, int output, Float4 sum)
    {
        sum.Add(bias[output / 4]);
        if (a.HasResidual != 0)
        {
            sum.Add(residual[(a.Residual.At(n, py, px) + output) / 4]);
        }

        return sum;
    }
}
