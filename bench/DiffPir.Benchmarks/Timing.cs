using System.Diagnostics;

namespace DiffPir.Benchmarks;

/// <summary>Times of what is done again and again.</summary>
internal static class Timing
{
    /// <summary>Middle of some times; the mean of the two in the middle of an even number.</summary>
    public static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Milliseconds of one call.</summary>
    public static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
