using DiffPir.Kernels.Intrinsics;
using ILGPU;

namespace DiffPir.Kernels.Normalization;

/// <summary>Mean and biased variance of a group of channels, for kernels.</summary>
internal readonly struct GroupStatistics(float mean, float variance)
{
    /// <summary>Mean.</summary>
    public readonly float Mean = mean;

    /// <summary>Mean squared deviation from it.</summary>
    public readonly float Variance = variance;

    /// <summary>
    /// Merges the partial moments of an image's group of channels, which may lie in two tables, by all work-items of a work-group, in an
    /// order that depends on its size alone. First the mean, then the deviations from it, so that no merge divides:
    ///   sum of (x - mean)^2 = squares + d (2 sum + count d), d = pivot - mean.
    /// Means are sums of differences from one of the pivots, lest a mean far from zero cost digits. The deviations have a third of the space
    /// for themselves: ILGPU may move a read of shared memory behind a barrier, to where its value is used.
    /// </summary>
    /// <param name="first">Table of the first channels.</param>
    /// <param name="second">Table of those that follow.</param>
    /// <param name="share">Where the group's channels lie.</param>
    /// <param name="space">Shared memory of three floats a work-item.</param>
    public static GroupStatistics Merge(ArrayView<float> first, ArrayView<float> second, MomentShare share, ArrayView<float> space)
    {
        int t = Group.IdxX, size = Group.DimX;
        float reference = share.InFirst > 0 ? first[share.FirstStart + share.FirstChannels] : second[share.SecondStart + share.SecondChannels];
        float count = 0f, total = 0f;
        AddTotals(first, share.FirstStart, share.FirstChannels, share.FirstChunks, share.InFirst, reference, ref count, ref total);
        AddTotals(second, share.SecondStart, share.SecondChannels, share.SecondChunks, share.InSecond, reference, ref count, ref total);
        space[t] = count;
        space[size + t] = total;
        GroupSum.FoldPair(space, size);
        LocalBarrier.Wait();
        count = space[0];
        float mean = reference + (space[size] / count);
        var deviations = space.SubView(2 * size, size);
        deviations[t] = DeviationsOf(first, share.FirstStart, share.FirstChannels, share.FirstChunks, share.InFirst, mean)
            + DeviationsOf(second, share.SecondStart, share.SecondChannels, share.SecondChunks, share.InSecond, mean);
        GroupSum.Fold(deviations);
        LocalBarrier.Wait();
        return new(mean, deviations[0] / count);
    }

    // A work-item takes every part whose number is its own modulo the group's size.
    private static void AddTotals(
        ArrayView<float> table, int start, int tableChannels, int chunks, int channels, float reference, ref float count, ref float total)
    {
        for (int i = Group.IdxX; i < channels * chunks; i += Group.DimX)
        {
            int from = PartOf(start, tableChannels, channels, i);
            float n = table[from], pivot = table[from + tableChannels], sum = table[from + (2 * tableChannels)];
            count += n;
            total += ScalarMath.Fma(n, pivot - reference, sum);
        }
    }

    private static float DeviationsOf(ArrayView<float> table, int start, int tableChannels, int chunks, int channels, float mean)
    {
        float deviations = 0f;
        for (int i = Group.IdxX; i < channels * chunks; i += Group.DimX)
        {
            int from = PartOf(start, tableChannels, channels, i);
            float n = table[from], d = table[from + tableChannels] - mean, sum = table[from + (2 * tableChannels)];
            deviations += ScalarMath.Fma(d, ScalarMath.Fma(n, d, 2f * sum), table[from + (3 * tableChannels)]);
        }

        return deviations;
    }

    private static int PartOf(int start, int tableChannels, int channels, int i)
    {
        int chunk = i / channels;
        return start + (chunk * MomentTable.Entries * tableChannels) + i - (chunk * channels);
    }
}
