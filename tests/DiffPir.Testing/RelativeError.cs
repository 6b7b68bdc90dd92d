namespace DiffPir.Testing;

/// <summary>The yardsticks of every numeric test, computed in double. A NaN or infinity on either side makes each of them NaN or infinite.</summary>
public static class RelativeError
{
    /// <summary>||actual - expected|| / ||expected||, Euclidean norms; the absolute norm if the expectation is zero.</summary>
    public static double L2(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        CheckLengths(actual, expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double d = (double)actual[i] - expected[i];
            difference += d * d;
            norm += (double)expected[i] * expected[i];
        }

        return norm == 0 ? Math.Sqrt(difference) : Math.Sqrt(difference / norm);
    }

    /// <summary>max |actual - expected|; NaN if any difference is.</summary>
    public static double MaxAbsolute(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        CheckLengths(actual, expected);
        double largest = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)actual[i] - expected[i])); // Math.Max keeps a NaN
        }

        return largest;
    }

    private static void CheckLengths(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length || actual.IsEmpty)
        {
            throw new ArgumentException($"cannot compare {actual.Length} values with {expected.Length}", nameof(actual));
        }
    }
}
