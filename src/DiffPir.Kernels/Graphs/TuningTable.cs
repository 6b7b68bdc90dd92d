namespace DiffPir.Kernels;

/// <summary>
/// Measured choices among candidates, by the shape of the operation: an argument of plans. An empty table leaves all choices to the
/// operations' own rules; whatever it says, results stay within the stated bounds. Plain data: text keys and candidate names.
/// </summary>
public sealed class TuningTable
{
    private readonly SortedDictionary<string, string> _choices = new(StringComparer.Ordinal);

    /// <summary>All choices, by key.</summary>
    public IReadOnlyDictionary<string, string> Choices => _choices;

    /// <summary>Adds or replaces choices, for example those of an earlier run. Names that this version does not know are ignored later.</summary>
    public void Load(IEnumerable<KeyValuePair<string, string>> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        foreach (var (key, candidate) in choices)
        {
            _choices[key] = candidate;
        }
    }

    /// <summary>The choice under a key; null where there is none or this version does not know it.</summary>
    internal TCandidate? Find<TCandidate>(string key)
        where TCandidate : struct, Enum =>
        _choices.TryGetValue(key, out string? name) && Enum.TryParse(name, out TCandidate candidate) ? candidate : null;

    /// <summary>Forgets a choice.</summary>
    internal void Remove(string key) => _choices.Remove(key);
}
