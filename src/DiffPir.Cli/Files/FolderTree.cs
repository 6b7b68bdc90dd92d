using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>
/// What lies in a folder and in its subfolders, as paths below it with / between folders, in order; hidden files and folders are passed over.
/// </summary>
/// <param name="Files">Regular files, and links to such.</param>
/// <param name="LeftOut">What else has a name there, and why it is no file.</param>
internal sealed record FolderTree(IReadOnlyList<string> Files, IReadOnlyList<LeftOutEntry> LeftOut)
{
    /// <summary>Looks at a folder. Links to folders are not followed: they may lead in a circle, or to another disk.</summary>
    /// <exception cref="Hosting.CliException">There is no such folder, or a folder may not be looked into (unreadable input).</exception>
    public static FolderTree Of(string folder)
    {
        try
        {
            var (files, leftOut) = (new List<string>(), new List<LeftOutEntry>());
            Add(new DirectoryInfo(folder), "", files, leftOut);
            return new(files, leftOut);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw InputFile.Unreadable(folder, SystemReason.Of(e), e);
        }
    }

    private static void Add(DirectoryInfo folder, string prefix, List<string> files, List<LeftOutEntry> leftOut)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(static entry => entry.Name[0] != '.')
            .OrderBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            string name = prefix + entry.Name;
            if (entry is DirectoryInfo { LinkTarget: null } subfolder)
            {
                Add(subfolder, $"{name}/", files, leftOut);
            }
            else if (LookAt(entry.FullName, name) is { } other)
            {
                leftOut.Add(other);
            }
            else
            {
                files.Add(name);
            }
        }
    }

    /// <summary>Why an entry is no file; null where it is one.</summary>
    private static LeftOutEntry? LookAt(string path, string name)
    {
        try
        {
            return FileStatus.Find(path)?.Kind switch
            {
                FileKind.Regular => null,
                null => new(name, "it is a link that leads nowhere", IsFolder: false),
                FileKind.Folder => new(name, "it is a link to a folder, which is not followed: name it besides if its pictures are wanted", IsFolder: true),
                _ => new(name, "it is a pipe, a socket or a device", IsFolder: false),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(name, SystemReason.Of(e), IsFolder: false);
        }
    }
}
