using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>
/// What lies in a folder and in its subfolders, as paths below it with / between folders, in order; hidden files and folders are passed over.
/// </summary>
/// <param name="Files">Regular files, and links to such.</param>
/// <param name="LeftOut">What else has a name there, and why it is no file.</param>
/// <param name="Closed">Subfolders that cannot be looked into, and why.</param>
internal sealed record FolderTree(IReadOnlyList<string> Files, IReadOnlyList<LeftOutEntry> LeftOut, IReadOnlyList<LeftOutEntry> Closed)
{
    /// <summary>Looks at a folder. Links to folders are not followed: they may lead in a circle, or to another disk.</summary>
    /// <exception cref="Hosting.CliException">There is no such folder, or it may not be looked into (unreadable input).</exception>
    public static FolderTree Of(string folder)
    {
        var (files, leftOut, closed) = (new List<string>(), new List<LeftOutEntry>(), new List<LeftOutEntry>());
        try
        {
            Add(EntriesOf(new(folder)), "", files, leftOut, closed);
        }
        catch (Exception e) when (CannotLook(e))
        {
            throw InputFile.Unreadable(folder, Reason(e), e);
        }

        return new(files, leftOut, closed);
    }

    private static void Add(FileSystemInfo[] entries, string prefix, List<string> files, List<LeftOutEntry> leftOut, List<LeftOutEntry> closed)
    {
        foreach (var entry in entries)
        {
            string name = prefix + entry.Name;
            if (entry is DirectoryInfo { LinkTarget: null } subfolder)
            {
                Add(LookInto(subfolder, name, closed), $"{name}/", files, leftOut, closed);
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

    /// <summary>The entries of a subfolder; none of one that is closed, which is noted.</summary>
    private static FileSystemInfo[] LookInto(DirectoryInfo folder, string name, List<LeftOutEntry> closed)
    {
        try
        {
            return EntriesOf(folder);
        }
        catch (Exception e) when (CannotLook(e))
        {
            closed.Add(new(name, Reason(e), IsFolder: true));
            return [];
        }
    }

    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder) =>
        [.. folder.EnumerateFileSystemInfos().Where(static entry => entry.Name[0] != '.').OrderBy(static entry => entry.Name, StringComparer.Ordinal)];

    private static bool CannotLook(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException;

    private static string Reason(Exception e) =>
        e is UnauthorizedAccessException ? "permission denied; check the rights of the folder" : SystemReason.Of(e);

    /// <summary>Why an entry is no file; null where it is one, or where only who reads it is told why that cannot be.</summary>
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
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException e)
        {
            return new(name, SystemReason.Of(e), IsFolder: false);
        }
    }
}
