using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Training;

/// <summary>
/// Norm of the gradients and the step of AdamW (Loshchilov and Hutter 2019), with nothing on the host that a step waits for. What
/// steps leave behind is in a small table, <see cref="OptimizerEntry"/>.
/// </summary>
internal static class OptimizerKernels
{
    /// <summary>Parts in which squares are summed.</summary>
    public const int Parts = 256;

    /// <summary>Work-items of a group that sums a part.</summary>
    public const int GroupSize = 64;

    private const float Tiny = 1e-8f;

    /// <summary>sum = gradients for the first part of a batch, sum + gradients for the others. Elementwise.</summary>
    [Kernel]
    public static void Accumulate(ArrayView<float> gradients, ArrayView<float> sum, int isFirst)
    {
        long i = Grid.LongGlobalIndex.X;
        if (i < sum.Length)
        {
            sum[i] = isFirst != 0 ? gradients[i] : sum[i] + gradients[i];
        }
    }

    /// <summary>Sums of squares of parts of x, in a fixed order. Grid: (256), groups of up to 64.</summary>
    [Kernel]
    public static void SumSquares(ArrayView<float> x, ArrayView<float> parts)
    {
        var shared = SharedMemory.Allocate<float>(GroupSize);
        int t = Group.IdxX;
        long length = (x.Length + Parts - 1) / Parts, first = Grid.IdxX * length, last = first + length < x.Length ? first + length : x.Length;
        float sum = 0f;
        for (long i = first + t; i < last; i += Group.DimX)
        {
            sum = ScalarMath.Fma(x[i], x[i], sum);
        }

        shared[t] = sum;
        GroupSum.Fold(shared);

        if (t == 0)
        {
            parts[Grid.IdxX] = shared[0];
        }
    }

    /// <summary>
    /// Finds the factor that takes the loss's own factor back and brings the gradients' norm below a limit; a step whose norm is no number is
    /// marked to be left out, and counted. Then the loss's factor for the next step: half of it after such a step, twice as much when
    /// <paramref name="growAfter"/> steps went well, the same for ever where that is 0. One work-item.
    /// </summary>
    [Kernel]
    public static void FindFactor(ArrayView<float> parts, ArrayView<float> table, ArrayView<float> loss, float limit, int growAfter)
    {
        float lossFactor = loss[OptimizerEntry.LossFactor];
        float norm = MathF.Sqrt(GroupSum.Total(parts, 0, Parts)) / lossFactor;
        bool usable = norm <= float.MaxValue;
        table[OptimizerEntry.Factor] = usable ? MathF.Min(1f, limit / (norm + Tiny)) / lossFactor : 0f;
        table[OptimizerEntry.Skipped] += usable ? 0f : 1f;
        table[OptimizerEntry.SkippedInARow] = usable ? 0f : table[OptimizerEntry.SkippedInARow] + 1f;
        if (growAfter > 0)
        {
            float steps = usable ? loss[OptimizerEntry.LossFactorSteps] + 1f : 0f;
            bool grows = steps >= growAfter;
            loss[OptimizerEntry.LossFactor] = usable ? (grows ? 2f * lossFactor : lossFactor) : 0.5f * lossFactor;
            loss[OptimizerEntry.LossFactorSteps] = grows ? 0f : steps;
        }
    }

    /// <summary>One step, unless it is marked to be left out. Elementwise over all parameters.</summary>
    [Kernel]
    public static void Step(
        ArrayView<float> gradients,
        ArrayView<float> table,
        ArrayView<float> weights,
        ArrayView<float> first,
        ArrayView<float> second,
        ArrayView<float> average,
        AdamWArguments a)
    {
        long i = Grid.LongGlobalIndex.X;
        float factor = table[OptimizerEntry.Factor];
        long last = factor > 0f ? weights.Length : 0L;
        if (i < last)
        {
            float gradient = factor * gradients[i], weight = weights[i];
            float m = (a.FirstKept * first[i]) + ((1f - a.FirstKept) * gradient);
            float v = (a.SecondKept * second[i]) + ((1f - a.SecondKept) * gradient * gradient);
            first[i] = m;
            second[i] = v;
            weight -= a.Rate * ((a.Decay * weight) + (m * a.FirstCorrection / (MathF.Sqrt(v * a.SecondCorrection) + Tiny)));
            weights[i] = weight;
            average[i] = weight + (a.AverageKept * (average[i] - weight));
        }
    }
}
