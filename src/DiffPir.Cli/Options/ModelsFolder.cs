using DiffPir.Words;

namespace DiffPir.Cli.Options;

/// <summary>The folder of a user's own models, named by <c>DIFFPIR_MODELS</c>: its files can be given by their names alone.</summary>
internal static class ModelsFolder
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "DIFFPIR_MODELS";

    private static readonly string[] Extensions = [".safetensors", ".pt", ".pth", ".ckpt", ".bin"];

    /// <summary>The folder, or null where none is named.</summary>
    public static string? Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Why nothing can be found in it; null where it is there, or none is named.</summary>
    public static string? Problem => Path is { } folder && !Directory.Exists(folder) ? $"it does not exist: make it, or set {Variable} to another folder" : null;

    /// <summary>What to say of a name that no model has.</summary>
    public static string Missing(string name)
    {
        var published = PublishedModel.Find(name);
        string[] known =
        [
            .. ModelOptions.BuiltinPaths.Keys, .. List().Select(static path => System.IO.Path.GetFileName(path)),
            .. PublishedModel.All.Select(static model => model.Name),
        ];
        return $"there is no model '{name}' here"
            + (Path is not { } folder ? "" : Problem is null ? $" or in '{folder}' ({Variable})" : $", and the folder '{folder}' that {Variable} names does not exist")
            + (published is null ? NearestWord.Hint(name, known) : $"; it is one that is published: {published.HowToGet}")
            + " ('diffpir model list' lists what there is)";
    }

    /// <summary>The path that a name on the command line means: itself where it exists, else an entry of the folder.</summary>
    public static string Resolve(string name)
    {
        if (File.Exists(name) || Directory.Exists(name) || Path is not { } folder || System.IO.Path.GetFileName(name) != name)
        {
            return name;
        }

        return Extensions.Prepend(string.Empty)
            .Select(extension => System.IO.Path.Combine(folder, name + extension))
            .FirstOrDefault(static path => File.Exists(path) || Directory.Exists(path)) ?? name;
    }

    /// <summary>Models of the folder: checkpoint files, and folders with a config.json, in order of name.</summary>
    public static IReadOnlyList<string> List() => Path is { } folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFileSystemEntries(folder)
            .Where(static path => Directory.Exists(path)
                ? File.Exists(System.IO.Path.Combine(path, "config.json"))
                : Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)]
        : [];
}
