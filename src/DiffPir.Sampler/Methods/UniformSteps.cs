using DiffPir.Network;

namespace DiffPir.Sampler;

/// <summary>Time steps at equal distances that end at 0: (n - 1) skip, ..., skip, 0 with skip = T div n, as DDRM and DDNM take them.</summary>
internal static class UniformSteps
{
    /// <summary>The time steps, decreasing.</summary>
    /// <exception cref="SamplerException">The prior has fewer.</exception>
    public static IReadOnlyList<int> Create(int count, NoiseSchedule schedule) => count <= schedule.Count
        ? [.. Enumerable.Range(0, count).Select(i => (count - 1 - i) * (schedule.Count / count))]
        : throw new SamplerException($"Steps is {count}; this prior has {schedule.Count} time steps");
}
