using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Weighted sums of planar tensors of one shape; one work-item an element, any layout.</summary>
internal static class BlendKernels
{
    /// <summary>clean = clamp(inputScale * x + noiseScale * noise, -1, 1).</summary>
    [Kernel]
    internal static void PredictClean(ArrayView<float> clean, ArrayView<float> x, ArrayView<float> noise, float inputScale, float noiseScale)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < clean.Length)
        {
            // Without a branch: ILGPU takes an intrinsic's result to be the same for all threads of a warp, and marks branches on it so.
            // The difference is zero, or NaN, which the limits alone would hide.
            float value = ScalarMath.Fma(inputScale, x[i], noiseScale * noise[i]);
            clean[i] = IntrinsicMath.Clamp(value, -1f, 1f) + (value - value);
        }
    }

    /// <summary>x = a x + b clean.</summary>
    [Kernel]
    internal static void Blend(ArrayView<float> x, ArrayView<float> clean, float a, float b)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            x[i] = ScalarMath.Fma(a, x[i], b * clean[i]);
        }
    }

    /// <summary>x = a x + b clean + c noise.</summary>
    [Kernel]
    internal static void BlendWithNoise(ArrayView<float> x, ArrayView<float> clean, ArrayView<float> noise, float a, float b, float c)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            x[i] = ScalarMath.Fma(a, x[i], ScalarMath.Fma(b, clean[i], c * noise[i]));
        }
    }

    /// <summary>x = x + c noise.</summary>
    [Kernel]
    internal static void AddNoise(ArrayView<float> x, ArrayView<float> noise, float c)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            x[i] = ScalarMath.Fma(c, noise[i], x[i]);
        }
    }

    /// <summary>vector = 0 where clean is at a limit of [-1,1]: the gradient of the limits. NaN of clean goes on.</summary>
    [Kernel]
    internal static void PullBackLimits(ArrayView<float> vector, ArrayView<float> clean)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < vector.Length)
        {
            float value = clean[i];
            vector[i] = value >= 1f || value <= -1f ? 0f : vector[i];
        }
    }

    /// <summary>x = x + step * confidence * (target - x): the closed form of the data step where H is diagonal.</summary>
    [Kernel]
    internal static void PullTowards(ArrayView<float> x, ArrayView<float> target, ArrayView<float> confidence, float step)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            x[i] = ScalarMath.Fma(step * confidence[i], target[i] - x[i], x[i]);
        }
    }
}
