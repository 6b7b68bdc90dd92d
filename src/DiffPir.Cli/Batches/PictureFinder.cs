using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;
using DiffPir.Cli.Reporting;

namespace DiffPir.Cli.Batches;

/// <summary>
/// Finds the pictures that files, folders and patterns name. Of folders, pictures are taken by their extension, links to pictures included, hidden
/// ones passed over.
/// </summary>
internal static class PictureFinder
{
    /// <summary>Whether an argument can stand for more than one picture.</summary>
    public static bool IsMany(string argument) => InputFile.IsFolder(argument) || IsPattern(argument);

    /// <summary>All pictures, each once, in the order of the arguments and of their names; behind those of a folder its subfolders that are closed.</summary>
    /// <param name="arguments">Files, folders and patterns.</param>
    /// <param name="others">Files and folders that hold no pictures to restore, such as masks.</param>
    /// <param name="pattern">Names the results: what already is one, of another picture or in their folder, is not restored again.</param>
    /// <param name="warnings">Told of what folders hold that is left out.</param>
    /// <exception cref="CliException">An argument names no picture (unreadable input).</exception>
    public static IReadOnlyList<BatchPicture> Find(IEnumerable<string> arguments, IEnumerable<string> others, OutputPattern pattern, Warnings warnings)
    {
        string[] excluded = [.. others.SelectMany(static other => (string[])[InputFile.RealPath(other), InputFile.PlaceOf(other)])];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. arguments.SelectMany(argument => Expand(argument, excluded, pattern, warnings)).Where(picture => seen.Add(InputFile.PlaceOf(picture.Path)))];
    }

    private static List<BatchPicture> Expand(string argument, string[] excluded, OutputPattern output, Warnings warnings)
    {
        if (InputFile.IsFolder(argument))
        {
            return Require(
                InFolder(argument, null, excluded, output, warnings), argument,
                $"the folder holds no picture ({string.Join(", ", ImageFormats.ReadExtensions)}); name another");
        }

        if (!IsPattern(argument))
        {
            return [new(argument, Path.GetFileName(argument))];
        }

        var pattern = new GlobPattern(argument);
        return Require(
            InputFile.IsFolder(pattern.Folder) ? InFolder(pattern.Folder, pattern, excluded, output, warnings) : [], argument,
            "no picture matches; check the pattern (* and ? within a name, ** for any folders)");
    }

    /// <summary>What an argument names, if there is a picture among it.</summary>
    private static List<BatchPicture> Require(List<BatchPicture> found, string argument, string none) =>
        found.Exists(static picture => picture.Problem is null) ? found
        : found is [{ Problem: { } problem }, ..] ? throw new CliException(ExitCode.UnreadableInput, problem)
        : throw InputFile.Unreadable(argument, none);

    private static bool IsPattern(string argument) => GlobPattern.IsOne(argument) && !InputFile.IsThere(argument);

    private static List<BatchPicture> InFolder(string folder, GlobPattern? names, string[] excluded, OutputPattern output, Warnings warnings)
    {
        bool IsPicture(string name) => names?.Matches(name) != false && ImageFormats.ReadExtensions.Contains(Path.GetExtension(name).ToLowerInvariant());
        var tree = FolderTree.Of(folder);
        foreach (var entry in tree.LeftOut.Where(entry => entry.IsFolder ? names?.Reaches(entry.Name) != false : IsPicture(entry.Name)))
        {
            warnings.Add($"'{Path.Combine(folder, entry.Name)}' is left out: {entry.Reason}");
        }

        // Results beside or above the pictures leave them what they are.
        string? root = output.Root is { } named ? InputFile.RealPath(named) : null;
        string[] apart = root is null || IsWithin(InputFile.RealPath(folder), root) ? excluded : [.. excluded, root];
        bool IsWanted(BatchPicture picture) => !Array.Exists(apart, other => IsWithin(InputFile.PlaceOf(picture.Path), other));
        BatchPicture[] pictures = [.. tree.Files.Where(IsPicture).Select(name => new BatchPicture(Path.Combine(folder, name), name)).Where(IsWanted)];
        var sources = pictures.ToLookup(picture => OutputFile.RealPath(output.For(picture)), static picture => picture.Path);
        return
        [
            .. pictures.Where(picture => sources[InputFile.PlaceOf(picture.Path)].All(source => source == picture.Path)),
            .. tree.Closed.Where(entry => names?.Reaches(entry.Name) != false).Select(entry => Closed(folder, entry)).Where(IsWanted),
        ];
    }

    private static BatchPicture Closed(string folder, LeftOutEntry entry)
    {
        string path = Path.Combine(folder, entry.Name);
        return new(path, entry.Name) { Problem = InputFile.Unreadable(path, entry.Reason).Message };
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
