using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>Time steps from the first to the last at distances as equal as whole numbers allow, the re-spacing of guided-diffusion.</summary>
internal static class ThinnedSteps
{
    /// <summary>The time steps, increasing.</summary>
    /// <exception cref="SamplerException">The prior has fewer.</exception>
    public static IReadOnlyList<int> Create(int count, NoiseSchedule schedule)
    {
        int last = schedule.Count - 1;
        return count <= schedule.Count
            ? [.. Enumerable.Range(0, count).Select(k => (int)Math.Round((double)k * last / (count - 1), MidpointRounding.ToEven))]
            : throw new SamplerException($"Steps is {count}; this prior has {schedule.Count} time steps");
    }
}
