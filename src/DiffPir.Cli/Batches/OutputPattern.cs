using System.Text.RegularExpressions;
using DiffPir.Cli.Hosting;
using DiffPir.Cli.Images;

namespace DiffPir.Cli.Batches;

/// <summary>Names results: a file, a folder that keeps the names, or a template such as <c>out/{name}-restored{ext}</c>.</summary>
internal sealed partial class OutputPattern
{
    /// <summary>What -o understands, for help and messages.</summary>
    public const string Syntax =
        "a file, a folder that keeps names and subfolders, or a template with {name}, {ext} and {dir}, for example out/{name}-restored{ext}";

    private const string Beside = "{name}-restored{ext}", Name = "{name}", Folder = "{dir}", Extension = "{ext}";

    private readonly string? _template;

    private OutputPattern(string? template, string? root) => (_template, Root) = (template, root);

    /// <summary>The folder that all results lie in; null where each lies beside its picture, or there is one only.</summary>
    public string? Root { get; }

    /// <summary>Whether folders are made where they are missing: a file that is named in full is no reason to make any.</summary>
    public bool MakesFolders => Root is not null;

    /// <summary>Reads the option's value.</summary>
    /// <param name="output">The value; null for names beside the pictures.</param>
    /// <param name="isMany">Whether there may be several pictures.</param>
    /// <exception cref="CliException">It cannot name them (usage).</exception>
    public static OutputPattern Parse(string? output, bool isMany)
    {
        if (output is null)
        {
            return new(null, null);
        }

        foreach (Match placeholder in Placeholder().Matches(output))
        {
            if (placeholder.Value is not (Name or Folder or Extension))
            {
                throw new CliException(ExitCode.Usage,
                    $"'{placeholder.Value}' in the output '{output}' is no placeholder: there are {Name}, {Extension} and {Folder}");
            }
        }

        bool isTemplate = Placeholder().IsMatch(output);
        if (isTemplate)
        {
            return OfTemplate(output, isMany);
        }

        if (output.EndsWith('/') || output.EndsWith(Path.DirectorySeparatorChar) || OutputFile.IsFolder(output)
            || (isMany && Path.GetExtension(output).Length == 0))
        {
            return new(Path.Combine(output, Folder, Name + Extension), output);
        }

        return isMany
            ? throw new CliException(ExitCode.Usage,
                $"the output '{output}' names one file for several pictures: name a folder ('{output}/'), or a template such as '{Name}-restored{Extension}'")
            : new(output, null);
    }

    /// <summary>The result's path for a picture; for a closed subfolder the folder that the results of its pictures would lie in.</summary>
    public string For(BatchPicture picture)
    {
        if (picture.Problem is not null)
        {
            return Path.GetDirectoryName(For(new BatchPicture(Path.Combine(picture.Path, "any"), $"{picture.Name}/any")))!;
        }

        if (_template is null)
        {
            return Path.Combine(Path.GetDirectoryName(picture.Path) ?? "", Fill(Beside, picture));
        }

        return Fill(_template, picture);
    }

    private static OutputPattern OfTemplate(string output, bool isMany)
    {
        if (isMany && !output.Contains(Name, StringComparison.Ordinal))
        {
            throw new CliException(ExitCode.Usage, $"the output '{output}' gives all pictures of a folder one name: put {Name} into it");
        }

        // The folders that pictures were found in are kept below those that the template names.
        string folder = Path.GetDirectoryName(output) ?? "";
        string template = output.Contains(Folder, StringComparison.Ordinal) ? output : Path.Combine(folder, Folder, Path.GetFileName(output));
        string root = template[..template.IndexOf('{', StringComparison.Ordinal)];
        return new(template, Path.GetDirectoryName(root) is { Length: > 0 } named ? named : ".");
    }

    private static string Fill(string template, BatchPicture picture)
    {
        string extension = Path.GetExtension(picture.Name);
        string filled = template.Replace(Name, picture.Stem, StringComparison.Ordinal)
            .Replace(Extension, ImageFormats.IsWritten(extension) ? extension : ".png", StringComparison.Ordinal);
        return picture.Folder.Length > 0
            ? filled.Replace(Folder, picture.Folder, StringComparison.Ordinal)
            : filled.Replace(Folder + "/", "", StringComparison.Ordinal).Replace(Folder, "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Placeholder();
}
