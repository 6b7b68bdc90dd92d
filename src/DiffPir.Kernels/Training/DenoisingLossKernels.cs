using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Training;

/// <summary>
/// The loss of predicted noise, w mean((y - n)^2) an image, its gradient, and what the losses say of the time steps to draw next. Every
/// sum has a fixed order.
/// </summary>
internal static class DenoisingLossKernels
{
    /// <summary>Parts in which an image is summed.</summary>
    public const int Parts = 16;

    /// <summary>Work-items of a group that sums a part.</summary>
    public const int GroupSize = 64;

    /// <summary>Places in the table of losses since it was read: their sum, and their number.</summary>
    public const int Loss = 0, Losses = 1, TableLength = 2;

    // Share of draws that are spread evenly whatever the losses are (improved-diffusion's loss-second-moment sampler).
    private const float Even = 1e-3f;

    /// <summary>vector = scale factor[0] w (y - target), w being the image's weight in drawn [2][n]. Elementwise.</summary>
    [Kernel]
    public static void Differentiate(
        ArrayView<float> y,
        ArrayView<float> target,
        ArrayView<float> drawn,
        ArrayView<float> factor,
        ArrayView<float> vector,
        int elements,
        float scale)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < y.Length)
        {
            vector[i] = scale * factor[0] * drawn[(drawn.Length / 2) + (i / elements)] * (y[i] - target[i]);
        }
    }

    /// <summary>Sums of squared differences of parts of images, [image][part]. Grid: (16, images), groups of up to 64.</summary>
    [Kernel]
    public static void SumSquares(ArrayView<float> y, ArrayView<float> target, ArrayView<float> parts, int elements)
    {
        var shared = SharedMemory.Allocate<float>(GroupSize);
        int t = Group.IdxX, length = (elements + Parts - 1) / Parts, first = Grid.IdxX * length;
        int last = IntrinsicMath.Min(first + length, elements);
        long image = (long)Grid.IdxY * elements;
        float sum = 0f;
        for (int i = first + t; i < last; i += Group.DimX)
        {
            float difference = y[image + i] - target[image + i];
            sum = ScalarMath.Fma(difference, difference, sum);
        }

        shared[t] = sum;
        GroupSum.Fold(shared);
        if (t == 0)
        {
            parts[(Grid.IdxY * Parts) + Grid.IdxX] = shared[0];
        }
    }

    /// <summary>Adds weighted losses to the table, and the losses themselves to the history, where they are numbers. One work-item.</summary>
    [Kernel]
    public static void Record(
        ArrayView<float> parts, ArrayView<float> drawn, ArrayView<float> table, ArrayView<float> history, int elements, int timesteps)
    {
        int images = (int)(drawn.Length / 2);
        for (int n = 0; n < images; n++)
        {
            float loss = GroupSum.Total(parts, n * Parts, Parts) / elements;
            if (loss <= float.MaxValue)
            {
                table[Loss] += drawn[images + n] * loss;
                table[Losses] += 1f;
                int bin = IntrinsicMath.Min((int)((long)drawn[n] * LossHistory.Bins / timesteps), LossHistory.Bins - 1);
                int count = (int)history[LossHistory.Counts + bin];
                history[(bin * LossHistory.Depth) + (count % LossHistory.Depth)] = loss;

                // Counts stay small enough to be exact.
                history[LossHistory.Counts + bin] = count + 1 < 2 * LossHistory.Depth ? count + 1 : LossHistory.Depth;
            }
        }
    }

    /// <summary>
    /// Where each part of the schedule begins on [0,1) if it is drawn in proportion to the root of its mean squared loss; equal parts until
    /// the history of every one is full. One work-item.
    /// </summary>
    [Kernel]
    public static void MakeShares(ArrayView<float> history, ArrayView<float> shares)
    {
        bool full = true;
        float total = 0f;
        for (int bin = 0; bin < LossHistory.Bins; bin++)
        {
            full &= history[LossHistory.Counts + bin] >= LossHistory.Depth;
            total += RootOf(history, bin);
        }

        float begin = 0f;
        for (int bin = 0; bin < LossHistory.Bins; bin++)
        {
            shares[bin] = begin;
            begin += full && total > 0f ? ((1f - Even) * RootOf(history, bin) / total) + (Even / LossHistory.Bins) : 1f / LossHistory.Bins;
        }

        shares[LossHistory.Bins] = 1f;
    }

    private static float RootOf(ArrayView<float> history, int bin)
    {
        float sum = 0f;
        for (int i = 0; i < LossHistory.Depth; i++)
        {
            float loss = history[(bin * LossHistory.Depth) + i];
            sum += loss * loss;
        }

        return MathF.Sqrt(sum / LossHistory.Depth);
    }
}
