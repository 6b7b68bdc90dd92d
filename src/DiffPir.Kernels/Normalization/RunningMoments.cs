namespace DiffPir.Kernels.Normalization;

/// <summary>Count, mean and sum of squared deviations of everything merged so far (Chan, Golub and LeVeque).</summary>
internal struct RunningMoments
{
    public float Count, Mean, Deviations;

    /// <summary>Merges a part given by its count and its sums of d and d^2, d = value - pivot.</summary>
    public void Add(float count, float pivot, float sum, float squares)
    {
        float offset = sum / count, difference = pivot + offset - Mean, total = Count + count;
        Deviations += squares - (sum * offset) + (difference * difference * (Count * count / total));
        Mean += difference * (count / total);
        Count = total;
    }
}
