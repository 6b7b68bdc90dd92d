using DiffPir.Cli.Hosting;
using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>The way in: brings a file from outside into memory, or says in one line why not. It looks before it opens.</summary>
internal static class InputFile
{
    /// <summary>All bytes of a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Longer files are refused.</param>
    /// <exception cref="CliException">Missing, a folder, a pipe, not permitted, empty or too long (unreadable input).</exception>
    public static byte[] ReadAllBytes(string path, long maxBytes)
    {
        using var stream = Open(path);
        try
        {
            long length = stream.Length;
            if (length == 0)
            {
                throw Unreadable(path, "it is empty");
            }

            if (length > maxBytes)
            {
                throw Unreadable(path, $"it has {length:N0} bytes and the limit is {maxBytes:N0}; use a smaller file");
            }

            byte[] bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (EndOfStreamException e)
        {
            throw Unreadable(path, "it became shorter while it was read; try again when nothing writes it any more", e);
        }
        catch (IOException e)
        {
            throw Unreadable(path, SystemReason.Of(e), e);
        }
    }

    /// <summary>Opens a regular file, to be read from its beginning to its end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CliException">Missing, a folder, a pipe or not permitted (unreadable input).</exception>
    public static FileStream Open(string path)
    {
        try
        {
            RequireRegular(path);
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unreadable(path, "permission denied; check the rights of the file", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, SystemReason.Of(e), e);
        }
    }

    /// <summary>The regular files of a folder, not of its subfolders.</summary>
    /// <exception cref="CliException">There is no such folder, or it may not be looked into (unreadable input).</exception>
    public static IReadOnlyList<string> ListFolder(string folder)
    {
        try
        {
            return FileStatus.Find(folder)?.Kind == FileKind.Folder
                ? [.. Directory.EnumerateFiles(folder).Where(IsRegular)]
                : throw Unreadable(folder, "there is no such folder; check the path");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(folder, SystemReason.Of(e), e);
        }
    }

    /// <summary>Whether a regular file is there.</summary>
    /// <exception cref="CliException">The system cannot tell: the name is too long, links lead in a circle, a folder is closed (unreadable input).</exception>
    public static bool Exists(string path) => Look(path, static path => FileStatus.Find(path)?.Kind == FileKind.Regular);

    /// <summary>Whether a folder is there.</summary>
    /// <exception cref="CliException">The system cannot tell (unreadable input).</exception>
    public static bool IsFolder(string path) => Look(path, static path => FileStatus.Find(path)?.Kind == FileKind.Folder);

    /// <summary>Whether anything is there.</summary>
    /// <exception cref="CliException">The system cannot tell (unreadable input).</exception>
    public static bool IsThere(string path) => Look(path, static path => FileStatus.Find(path) is not null);

    /// <summary>The absolute path without links that <paramref name="path"/> leads to.</summary>
    /// <exception cref="CliException">Links lead in a circle (unreadable input).</exception>
    public static string RealPath(string path) => Look(path, DiffPir.Files.RealPath.Of);

    /// <summary>
    /// The absolute path of an entry of a folder: links further up are followed, but not one that it is itself. A link to a picture is a picture of
    /// its own name.
    /// </summary>
    /// <exception cref="CliException">Links lead in a circle (unreadable input).</exception>
    public static string PlaceOf(string path) => Look(path, static path =>
        Path.GetFileName(path) is { Length: > 0 } name and not ("." or "..")
            ? Path.Combine(DiffPir.Files.RealPath.Of(Path.GetDirectoryName(Path.GetFullPath(path))!), name)
            : DiffPir.Files.RealPath.Of(path));

    /// <summary>The error that <paramref name="path"/> cannot be read because of <paramref name="reason"/>.</summary>
    public static CliException Unreadable(string path, string reason, Exception? cause = null) =>
        new(ExitCode.UnreadableInput, $"cannot read '{path}': {reason}", cause);

    /// <summary>Whether an entry of a folder is a file; a link in a circle is none, as is one that leads nowhere.</summary>
    private static bool IsRegular(string path)
    {
        try
        {
            return FileStatus.Find(path)?.Kind == FileKind.Regular;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static T Look<T>(string path, Func<string, T> look)
    {
        try
        {
            return look(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, SystemReason.Of(e), e);
        }
    }

    private static void RequireRegular(string path)
    {
        switch (FileStatus.Find(path)?.Kind)
        {
            case null: throw Missing(path);
            case FileKind.Regular: break;
            case FileKind.Folder: throw Unreadable(path, "it is a folder; name a file");
            default: throw Unreadable(path, "it is a pipe or a device; save it to a file first");
        }
    }

    private static CliException Missing(string path, Exception? cause = null) => Unreadable(path, "there is no such file; check the path", cause);
}
