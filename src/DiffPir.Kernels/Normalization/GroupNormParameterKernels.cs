using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>
/// Gradients of a group normalisation's parameters, from the sums over pixels that the gradient of its input needs anyway. With
/// s1 = sum of dz, s2 = sum of dz xh of an image and channel, and y = (xh gamma + beta) (1 + scale) + shift:
///   dgamma = sum over images of (1 + scale) s2, dbeta = sum of (1 + scale) s1, dscale = gamma s2 + beta s1, dshift = s1.
/// </summary>
internal static class GroupNormParameterKernels
{
    /// <summary>
    /// Merges the chunks, in a fixed order, to totals [image][s1, s2][channel], and fills the gradient of the conditioning, [channel][image].
    /// Grid: (C, N), groups of up to 64.
    /// </summary>
    [Kernel]
    public static void Merge(
        ArrayView<float> sums,
        ArrayView<float> gamma,
        ArrayView<float> beta,
        ArrayView<float> totals,
        ArrayView<float> conditioning,
        GroupNormGradientArguments a)
    {
        var parts = SharedMemory.Allocate<float>(2 * GroupNormGradientKernels.MergeGroupSize);
        int t = Group.IdxX, c = Grid.IdxX, n = Grid.IdxY;
        float first = 0f, second = 0f;
        for (int chunk = t; chunk < a.Chunks; chunk += Group.DimX)
        {
            int from = (((n * a.Chunks) + chunk) * GroupNormGradientKernels.SumRows * a.C) + c;
            first += sums[from];
            second += sums[from + a.C];
        }

        parts[t] = first;
        parts[GroupNormGradientKernels.MergeGroupSize + t] = second;
        GroupSum.FoldPair(parts, GroupNormGradientKernels.MergeGroupSize);

        if (t == 0)
        {
            first = parts[0];
            second = parts[GroupNormGradientKernels.MergeGroupSize];
            totals[(2 * n * a.C) + c] = first;
            totals[(((2 * n) + 1) * a.C) + c] = second;
            if (a.ScaleShiftOffset >= 0)
            {
                conditioning[((a.ScaleShiftOffset + c) * a.N) + n] = (gamma[c] * second) + (beta[c] * first);
                conditioning[((a.ScaleShiftOffset + a.C + c) * a.N) + n] = first;
            }
        }
    }

    /// <summary>Sums over images. Elementwise over C.</summary>
    [Kernel]
    public static void Sum(
        ArrayView<float> totals, ArrayView<float> conditioning, ArrayView<float> gamma, ArrayView<float> beta, int step, GroupNormGradientArguments a)
    {
        int c = (int)Grid.LongGlobalIndex.X;
        if (c >= a.C)
        {
            return;
        }

        float first = 0f, second = 0f;
        for (int n = 0; n < a.N; n++)
        {
            float factor = a.ScaleShiftOffset < 0
                ? 1f
                : 1f + conditioning[((a.ScaleShiftOffset + c) * a.ConditioningSteps) + step + (n * a.ImageColumns)];
            first = ScalarMath.Fma(factor, totals[(2 * n * a.C) + c], first);
            second = ScalarMath.Fma(factor, totals[(((2 * n) + 1) * a.C) + c], second);
        }

        gamma[c] = second;
        beta[c] = first;
    }
}
