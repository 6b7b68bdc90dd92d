using System.Buffers;

namespace DiffPir.Files;

/// <summary>
/// Text from files and file names as a terminal may show it: without characters that move its cursor, change its settings, or turn the order
/// of what stands beside them.
/// </summary>
internal static class PlainText
{
    /// <summary>Marks that turn the direction of writing, and the two separators that some terminals break lines at.</summary>
    public const string Turning = "\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    /// <summary>The characters of <see cref="Turning"/>, to search for.</summary>
    public static readonly SearchValues<char> TurningCharacters = SearchValues.Create(Turning);

    /// <summary>Whether a character must not reach a terminal.</summary>
    public static bool IsUnsafe(char character) => char.IsControl(character) || TurningCharacters.Contains(character);

    /// <summary>The text with '?' in place of every character that must not reach a terminal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Characters that may stay all the same.</param>
    public static string Clean(string text, string kept = "")
    {
        bool mustGo(char character) => IsUnsafe(character) && !kept.Contains(character, StringComparison.Ordinal);
        return text.Any(mustGo) ? string.Concat(text.Select(character => mustGo(character) ? '?' : character)) : text;
    }
}
