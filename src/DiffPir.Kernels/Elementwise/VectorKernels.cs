using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Elementwise;

/// <summary>Linear algebra on planar tensors of one shape taken as vectors; one work-item an element, any layout.</summary>
internal static class VectorKernels
{
    /// <summary>target = a x + b y; target may be x or y.</summary>
    [Kernel]
    internal static void Combine(ArrayView<float> target, ArrayView<float> x, ArrayView<float> y, float a, float b)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < target.Length)
        {
            target[i] = ScalarMath.Fma(a, x[i], b * y[i]);
        }
    }

    /// <summary>target = x times weights, element by element; target may be x.</summary>
    [Kernel]
    internal static void Multiply(ArrayView<float> target, ArrayView<float> x, ArrayView<float> weights)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < target.Length)
        {
            target[i] = weights[i] * x[i];
        }
    }

    /// <summary>The mean of the channels: x has channels times as many planes as y, each of pixels elements. One work-item an element of y.</summary>
    [Kernel]
    internal static void MeanOfChannels(ArrayView<float> x, ArrayView<float> y, int channels, long pixels)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            long first = (i / pixels * channels * pixels) + (i % pixels);
            float sum = 0f;
            for (int c = 0; c < channels; c++)
            {
                sum += x[first + (c * pixels)];
            }

            y[i] = sum / channels;
        }
    }

    /// <summary>x = scale * y in every channel, y having one channel. One work-item an element of x.</summary>
    [Kernel]
    internal static void RepeatChannel(ArrayView<float> x, ArrayView<float> y, int channels, long pixels, float scale)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < x.Length)
        {
            x[i] = scale * y[(i / (channels * pixels) * pixels) + (i % pixels)];
        }
    }
}
