using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>
/// Between a diffusion's noisy images on [-1,1] and a denoiser of clean images on [0,1]; planar tensors, one work-item an element of y.
/// </summary>
internal static class NoiseLevelKernels
{
    /// <summary>
    /// y = scale * x + 0.5 in the first channels, and the noise level in the last: an image of y has one plane more than one of x.
    /// </summary>
    [Kernel]
    internal static void PrepareInput(ArrayView<float> x, ArrayView<float> y, float scale, float level, long imageOfX, long imageOfY)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            long n = i / imageOfY, at = i - (n * imageOfY);
            y[i] = at < imageOfX ? ScalarMath.Fma(scale, x[(n * imageOfX) + at], 0.5f) : level;
        }
    }

    /// <summary>y = xScale * x + cleanScale * (2 clean - 1); y may be clean.</summary>
    [Kernel]
    internal static void NoiseOf(ArrayView<float> x, ArrayView<float> clean, ArrayView<float> y, float xScale, float cleanScale)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            y[i] = ScalarMath.Fma(xScale, x[i], cleanScale * ScalarMath.Fma(2f, clean[i], -1f));
        }
    }

    /// <summary>y = scale * (v - gradient), of whose images the last plane is left out.</summary>
    [Kernel]
    internal static void NoiseGradientOf(
        ArrayView<float> v, ArrayView<float> gradient, ArrayView<float> y, float scale, long imageOfY, long imageOfGradient)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            long n = i / imageOfY;
            y[i] = scale * (v[i] - gradient[(n * imageOfGradient) + i - (n * imageOfY)]);
        }
    }
}
