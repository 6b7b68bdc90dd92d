namespace DiffPir.Sampler.Estimation;

/// <summary>Where windows begin that a large picture is looked at through.</summary>
internal static class Windows
{
    /// <summary>Beginnings along one side, spread evenly: one where the side is no longer than two windows.</summary>
    /// <param name="length">Length of the side.</param>
    /// <param name="window">Length of a window; the side itself where it is shorter.</param>
    /// <param name="most">Windows at most.</param>
    public static IEnumerable<int> Beginnings(int length, int window, int most)
    {
        int count = Math.Clamp(length / window, 1, most);
        return Enumerable.Range(0, count).Select(i => Math.Max(0, length - window) * ((2 * i) + 1) / (2 * count));
    }
}
