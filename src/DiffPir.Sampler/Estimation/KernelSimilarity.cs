namespace DiffPir.Sampler.Estimation;

/// <summary>How alike two kernels are, wherever their centres lie.</summary>
internal static class KernelSimilarity
{
    /// <summary>Largest normalised cross-correlation over all shifts: 1 for the same kernel, near 0 for ones that share nothing.</summary>
    public static double Of(BlurKernel a, BlurKernel b)
    {
        double best = 0, norm = Math.Sqrt(Energy(a) * Energy(b));
        for (int down = -b.Height + 1; down < a.Height; down++)
        {
            for (int right = -b.Width + 1; right < a.Width; right++)
            {
                double sum = 0;
                for (int y = Math.Max(0, -down); y < Math.Min(b.Height, a.Height - down); y++)
                {
                    for (int x = Math.Max(0, -right); x < Math.Min(b.Width, a.Width - right); x++)
                    {
                        sum += (double)a[y + down, x + right] * b[y, x];
                    }
                }

                best = Math.Max(best, sum);
            }
        }

        return best / norm;
    }

    private static double Energy(BlurKernel kernel)
    {
        double sum = 0;
        foreach (float value in kernel.Values)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
