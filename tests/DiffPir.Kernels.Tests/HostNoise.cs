using DiffPir.Kernels.RandomNumbers;

namespace DiffPir.Kernels.Tests;

/// <summary>Values without any order, made on the host.</summary>
internal static class HostNoise
{
    /// <summary>White noise of standard deviation 1.</summary>
    /// <param name="count">How many values.</param>
    /// <param name="draw">Other noise for each number.</param>
    public static float[] Of(int count, uint draw = 0)
    {
        float[] values = new float[count];
        NoiseOperations.Fill(values, new NoiseKey(5, 0, 0, draw));
        return values;
    }
}
