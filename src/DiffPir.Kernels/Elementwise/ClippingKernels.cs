using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>What a measurement on [-1,1] was before it was clipped; planar tensors, one work-item an element.</summary>
internal static class ClippingKernels
{
    /// <summary>
    /// y = scale * x, but where x is -1 or 1, a bound and no value, y = scale * E[v | v beyond the bound] for v of mean clean, itself in
    /// [-1,1], and standard deviation sigma: |v| lies sigma phi(a) / (1 - Phi(a)) beyond the mean, a = (1 - |clean|) / sigma. The ratio of
    /// density and tail is sqrt(2 / pi) / p(t), t = 1 / (1 + 0.3275911 a / sqrt 2), as exp(-a^2 / 2) cancels (Abramowitz and Stegun, 7.1.26).
    /// </summary>
    [Kernel]
    internal static void Unclip(ArrayView<float> x, ArrayView<float> clean, ArrayView<float> y, float scale, float sigma)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            float value = x[i];
            if (value == 1f || value == -1f)
            {
                float mean = clean[i] * value, a = (1f - mean) / sigma, t = 1f / ScalarMath.Fma(0.23164189f, a, 1f);
                float p = t * ScalarMath.Fma(
                    t, ScalarMath.Fma(t, ScalarMath.Fma(t, ScalarMath.Fma(t, 1.061405429f, -1.453152027f), 1.421413741f), -0.284496736f), 0.254829592f);
                value *= ScalarMath.Fma(sigma, 0.7978845608f / p, mean);
            }

            y[i] = scale * value;
        }
    }
}
