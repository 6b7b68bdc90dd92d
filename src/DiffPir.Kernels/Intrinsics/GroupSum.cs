using ILGPU;

namespace DiffPir.Kernels.Intrinsics;

/// <summary>
/// Sums of what the work-items of a group left in shared memory, one value each, in an order that depends on the size of the group alone,
/// which must be a power of two. All work-items of the group call it; the sum is the first value's, for the first work-item to read at once, and
/// for the others after a barrier.
/// </summary>
internal static class GroupSum
{
    /// <summary>One row of values.</summary>
    public static void Fold(ArrayView<float> parts)
    {
        int t = Group.IdxX;
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            LocalBarrier.Wait();
            if (t < half)
            {
                parts[t] += parts[t + half];
            }
        }
    }

    /// <summary>The sum of what groups left, in their order; by one work-item.</summary>
    public static float Total(ArrayView<float> parts, int first, int count)
    {
        float sum = 0f;
        for (int i = 0; i < count; i++)
        {
            sum += parts[first + i];
        }

        return sum;
    }

    /// <summary>Two rows of values, the second from <paramref name="second"/> on.</summary>
    public static void FoldPair(ArrayView<float> parts, int second)
    {
        int t = Group.IdxX;
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            LocalBarrier.Wait();
            if (t < half)
            {
                parts[t] += parts[t + half];
                parts[second + t] += parts[second + t + half];
            }
        }
    }
}
