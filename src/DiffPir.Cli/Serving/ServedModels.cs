using DiffPir.Cli.Options;

namespace DiffPir.Cli.Serving;

/// <summary>The models that a job sent to the server may name: those that come with DiffPir, and those of the user's folder, by name only.</summary>
internal static class ServedModels
{
    /// <summary>Their names, the built-in ones first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ModelOptions.BuiltinPaths.Keys, .. ModelsFolder.List().Select(static path => Path.GetFileName(path))];

    /// <summary>A text in which they have names only.</summary>
    public static string WithoutPaths(string text) =>
        Names.Aggregate(text, static (changed, name) => changed.Replace(ModelOptions.PathOf(name), name, StringComparison.Ordinal));
}
