using DiffPir.Kernels.Normalization;

namespace DiffPir.Kernels.Tests.Convolution;

/// <summary>Compares a table of moments that a convolution left with the definition.</summary>
internal static class MomentChecks
{
    /// <summary>Chunks together must hold the moments of every channel, whatever pixels each is of.</summary>
    public static void ExpectMomentsOf(float[] y, TensorShape shape, float[] table, int chunks)
    {
        int size = shape.H * shape.W;
        for (int plane = 0; plane < shape.N * shape.C && chunks > 0; plane++)
        {
            var merged = default(RunningMoments);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int at = ((((plane / shape.C) * chunks) + chunk) * MomentTable.Entries * shape.C) + (plane % shape.C);
                merged.Add(table[at], table[at + shape.C], table[at + (2 * shape.C)], table[at + (3 * shape.C)]);
            }

            double[] values = [.. y.Skip(plane * size).Take(size).Select(v => (double)v)];
            double mean = values.Average(), deviations = values.Sum(v => (v - mean) * (v - mean)), scale = Math.Sqrt(values.Average(v => v * v));
            Assert.Equal(size, merged.Count);
            Assert.InRange(Math.Abs(merged.Mean - mean), 0, 1e-6 * scale);
            Assert.InRange(Math.Abs(merged.Deviations - deviations), 0, 1e-5 * size * scale * scale);
        }
    }
}
