namespace DiffPir.Cli.Batches;

/// <summary>
/// Splits a batch into parts of about the same number of pixels. It depends on the names and sizes of the pictures alone, so that all machines
/// split alike without speaking to each other.
/// </summary>
internal static class ShardSplit
{
    /// <summary>The pictures of one part, in the order given.</summary>
    /// <param name="pictures">The whole batch.</param>
    /// <param name="pixels">The number of pixels of a picture.</param>
    /// <param name="shard">Which part.</param>
    public static IReadOnlyList<BatchPicture> Of(IReadOnlyList<BatchPicture> pictures, Func<BatchPicture, long> pixels, Shard shard)
    {
        // The largest first, each to the part that has the fewest pixels so far: no part exceeds another by more than one picture.
        var loads = new PriorityQueue<int, (long Pixels, int Count, int Number)>(
            Enumerable.Range(1, shard.Count).Select(static number => (number, (0L, 0, number))));
        var own = new HashSet<BatchPicture>();
        foreach (var (picture, size) in pictures.Select(picture => (picture, pixels(picture)))
            .OrderByDescending(static entry => entry.Item2).ThenBy(static entry => entry.picture.Name, StringComparer.Ordinal))
        {
            loads.TryDequeue(out int number, out var load);
            loads.Enqueue(number, (load.Pixels + size, load.Count + 1, number));
            if (number == shard.Number)
            {
                own.Add(picture);
            }
        }

        return [.. pictures.Where(own.Contains)];
    }
}
