using System.Text.RegularExpressions;

namespace DiffPir.Cli.Batches;

/// <summary>A pattern of paths, for where the shell does not expand it: * and ? within a name, ** for any number of folders.</summary>
internal sealed class GlobPattern
{
    private static readonly char[] Wildcards = ['*', '?'];

    private readonly string[] _parts;
    private readonly Regex _names;

    /// <summary>Reads a pattern.</summary>
    public GlobPattern(string text)
    {
        string[] parts = text.Replace(Path.DirectorySeparatorChar, '/').Split('/');
        int first = Array.FindIndex(parts, static part => part.IndexOfAny(Wildcards) >= 0);
        string folder = string.Join('/', parts[..first]);
        Folder = first == 0 ? "." : folder.Length == 0 ? "/" : folder;
        _parts = parts[first..];
        _names = Compile(Expression(_parts));
    }

    /// <summary>The folder above everything that can match.</summary>
    public string Folder { get; }

    /// <summary>Whether a text is a pattern and no plain path.</summary>
    public static bool IsOne(string text) => text.IndexOfAny(Wildcards) >= 0;

    /// <summary>Whether a path below <see cref="Folder"/>, with / between folders, matches.</summary>
    public bool Matches(string name) => _names.IsMatch(name);

    /// <summary>Whether a path can match that lies in a folder below <see cref="Folder"/>.</summary>
    /// <param name="folder">The folder's path, with / between folders.</param>
    public bool Reaches(string folder) => Reaches(_parts, folder.Split('/'));

    private static bool Reaches(string[] parts, string[] folders) => (parts, folders) switch
    {
        (_, []) => parts.Length > 0,
        ([], _) => false,
        (["**", .. var rest], [_, .. var deeper]) => Reaches(parts, deeper) || Reaches(rest, folders),
        ([var part, .. var rest], [var name, .. var deeper]) => Compile(Expression([part])).IsMatch(name) && Reaches(rest, deeper),
    };

    private static Regex Compile(string expression) => new(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static string Expression(string[] parts)
    {
        int last = parts.Length - 1;
        var pieces = parts.Select((part, i) => (part, i == last) switch
        {
            ("**", false) => "(?:[^/]+/)*",
            ("**", true) => ".*",
            (_, var isLast) => Regex.Escape(part).Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal)
                + (isLast ? "" : "/"),
        });
        return $"^{string.Concat(pieces)}$";
    }
}
