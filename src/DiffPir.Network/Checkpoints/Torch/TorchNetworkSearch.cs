namespace DiffPir.Network;

/// <summary>
/// Looks for the dictionary that holds the tensors of a known network among everything that a training program has saved, whatever it calls
/// them: in dictionaries, lists and tuples inside of each other.
/// </summary>
internal sealed class TorchNetworkSearch
{
    private const int MaximumNesting = 4;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string[] Nesting, PickleDictionary Dictionary)> _found = [];

    /// <summary>
    /// The dictionary and where it lies: one with averaged weights before others, then by the names that training programs use, then the one
    /// that comes last, as programs save the average behind the weights.
    /// </summary>
    /// <param name="root">The value of a pickle.</param>
    /// <param name="names">Usual names, best first.</param>
    /// <returns>Null where there is none.</returns>
    public static (string[] Nesting, PickleDictionary Dictionary)? Find(object? root, string[] names)
    {
        var search = new TorchNetworkSearch();
        search.Look(root, []);
        return search._found.Count == 0 ? null : search._found
            .OrderByDescending(static place => place.Nesting.Any(NetworkMark.IsAverage))
            .ThenBy(place => Rank(place.Nesting, names))
            .ThenByDescending(place => search._found.IndexOf(place))
            .First();
    }

    /// <summary>The place of the best name among the usual ones; what lies outermost comes first, and names that are not usual last.</summary>
    private static uint Rank(string[] nesting, string[] names) =>
        nesting.Length == 0 ? 0 : nesting.Min(name => (uint)Array.IndexOf(names, name)) is var best and < uint.MaxValue ? best + 1 : uint.MaxValue;

    private void Look(object? value, string[] nesting)
    {
        if (nesting.Length > MaximumNesting || value is not (PickleDictionary or List<object?> or object?[]) || !_seen.Add(value))
        {
            return;
        }

        if (value is PickleDictionary dictionary)
        {
            if (NetworkMark.FindPrefix([.. TensorNames(dictionary)]) is not null)
            {
                _found.Add((nesting, dictionary));
            }

            foreach (var (key, inner) in dictionary.Entries)
            {
                Look(inner, [.. nesting, key as string is { Length: <= PickleBudget.LongestName } name ? name : "..."]);
            }
        }
        else
        {
            var items = (IReadOnlyList<object?>)value;
            for (int i = 0; i < items.Count; i++)
            {
                Look(items[i], [.. nesting, $"{i}"]);
            }
        }
    }

    private static IEnumerable<string> TensorNames(PickleDictionary dictionary) =>
        from entry in dictionary.Entries
        where entry is (string { Length: <= PickleBudget.LongestName }, TorchTensor)
        select (string)entry.Key!;
}
