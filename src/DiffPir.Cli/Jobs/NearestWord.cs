namespace DiffPir.Cli.Jobs;

/// <summary>Guesses what a misspelled word was meant to be.</summary>
internal static class NearestWord
{
    /// <summary>The word with the fewest letters changed, added or left out.</summary>
    public static string Of(string word, IEnumerable<string> words) => words.MinBy(other => Distance(word, other)) ?? "";

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
