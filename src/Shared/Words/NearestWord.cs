namespace DiffPir.Words;

/// <summary>Guesses what a misspelled word was meant to be.</summary>
internal static class NearestWord
{
    /// <summary>A letter in so many may be wrong for a guess to be worth telling.</summary>
    private const int LettersPerMistake = 3;

    /// <summary>A part of a word this long, as in 'blur' for 'deblur', is recognised as one.</summary>
    private const int ShortestPart = 3;

    /// <summary>The word with the fewest letters changed, exchanged, added or left out.</summary>
    public static string Of(string word, IEnumerable<string> words) => words.MinBy(other => Distance(word, other)) ?? "";

    /// <summary>The word that was likely meant; null where none resembles what was written.</summary>
    public static string? Likely(string word, IEnumerable<string> words)
    {
        string[] all = [.. words];
        var (bare, nearest) = (word.TrimStart('-'), Of(word, all));
        return IsNear(bare, nearest.TrimStart('-')) ? nearest
            : bare.Length >= ShortestPart ? Array.Find(all, other => other.Contains(bare, StringComparison.OrdinalIgnoreCase))
            : null;
    }

    /// <summary>The likely word as the end of a message; empty where there is none.</summary>
    public static string Hint(string word, IEnumerable<string> words) => Likely(word, words) is { } likely ? $"; did you mean '{likely}'?" : "";

    /// <summary>That there is no such word, with the likely one, or all where none is likely.</summary>
    public static string Missing(string word, IReadOnlyCollection<string> words) =>
        Hint(word, words) is { Length: > 0 } hint ? $"there is no '{word}'{hint}" : $"there is no '{word}'; there are {string.Join(", ", words)}";

    /// <summary>Few letters, that begin otherwise, are another word: 'gpu' is no mistyped 'cpu'.</summary>
    private static bool IsNear(string word, string other) =>
        word.Length > 1 && Distance(word, other) <= Math.Max(1, word.Length / LettersPerMistake) && (word.Length > ShortestPart || other.StartsWith(word[0]));

    /// <summary>Levenshtein's distance, with an exchange of two neighbours as one change.</summary>
    private static int Distance(string a, string b)
    {
        var (before, last) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray());
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[^1];
    }
}
