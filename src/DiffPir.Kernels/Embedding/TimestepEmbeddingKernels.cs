using DiffPir.Kernels.Intrinsics;
using DiffPir.Kernels.Pointwise;
using ILGPU;

namespace DiffPir.Kernels.Embedding;

/// <summary>
/// Sinusoidal embedding of a map of time steps: channel j is cos(t f_j) in the first half and sin(t f_j) in the second, zero for an odd
/// last one. The frequencies come as a table made in double precision.
/// </summary>
internal static class TimestepEmbeddingKernels
{
    /// <summary>Elementwise over all elements of y.</summary>
    [Kernel]
    public static void Embed(ArrayView<float> x, ArrayView<float> frequencies, ArrayView<float> y, PointwiseArguments a)
    {
        long index = Grid.LongGlobalIndex.X;
        if (index < (long)a.N * a.C * a.H * a.W)
        {
            int c = (int)(index % a.C);
            long rest = index / a.C;
            int column = (int)(rest % a.W);
            rest /= a.W;
            int row = (int)(rest % a.H), n = (int)(rest / a.H), half = a.C / 2;
            float t = x[a.X.At(n, row, column)], value = 0f;
            if (c < half)
            {
                value = ScalarMath.Cos(t * frequencies[c]);
            }
            else if (c < 2 * half)
            {
                value = ScalarMath.Sin(t * frequencies[c - half]);
            }

            y[a.Y.At(n, row, column) + c] = value;
        }
    }
}
