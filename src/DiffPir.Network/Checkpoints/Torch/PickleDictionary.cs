namespace DiffPir.Network;

/// <summary>A dictionary of a pickle: pairs in the order they were added, keys not compared.</summary>
internal sealed class PickleDictionary
{
    private readonly List<(object? Key, object? Value)> _entries = [];

    /// <summary>The pairs.</summary>
    public IReadOnlyList<(object? Key, object? Value)> Entries => _entries;

    /// <summary>Adds a pair.</summary>
    public void Add(object? key, object? value) => _entries.Add((key, value));

    /// <summary>The value that was last given to a text key, which is the one that counts.</summary>
    public bool TryGet(string key, out object? value)
    {
        int index = _entries.FindLastIndex(entry => entry.Key is string text && text == key);
        value = index >= 0 ? _entries[index].Value : null;
        return index >= 0;
    }
}
