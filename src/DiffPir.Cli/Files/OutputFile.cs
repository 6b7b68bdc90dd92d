using DiffPir.Cli.Hosting;
using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>
/// The way out: files appear whole or not at all, with the permissions and the owner of what they replace. Before any long work it is
/// checked that nothing stands against that at its end.
/// </summary>
internal static class OutputFile
{
    private static readonly string[] SystemFolders = ["/dev/", "/proc/", "/sys/"];

    /// <summary>Checks, before any long work, that a file can be written at <paramref name="path"/> and is none of the others.</summary>
    /// <param name="path">The target.</param>
    /// <param name="others">Files that the same command reads or writes; null entries are ignored.</param>
    /// <exception cref="CliException">The target is one of the others or cannot be written (usage).</exception>
    public static void RequireWritable(string path, params IEnumerable<string?> others)
    {
        try
        {
            string target = DiffPir.Files.RealPath.Of(path);
            RequireDistinct(path, target, others);
            RequireReplaceable(path, target);
            using (UnfinishedFile.Create(target))
            {
                UnfinishedFile.Sweep(Path.GetDirectoryName(target)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(path, Reason(path, e), e);
        }
    }

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>, replacing what was there in one step.</summary>
    /// <exception cref="CliException">The target cannot be written (usage), or the disk is full or fails (unexpected).</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, replaces: true);

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/> in one step, where nothing is there or it may be replaced.</summary>
    /// <exception cref="CliException">It is there, cannot be written (usage), or the disk is full or fails (unexpected).</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool replaces)
    {
        // A span cannot be captured, and a copy of a large picture costs its memory once more.
        using var file = Begin(path);
        try
        {
            file.Stream.Write(bytes);
            file.Finish(replaces);
        }
        catch (Exception e) when (SystemReason.IsOne(e))
        {
            throw Failed(path, replaces, e);
        }
    }

    /// <summary>The rule of every command that writes files which were named: what is there is replaced only where that is said.</summary>
    /// <param name="overwrites">Whether it is said.</param>
    /// <param name="paths">The targets; null entries are ignored.</param>
    /// <exception cref="CliException">Something is at one of them (usage).</exception>
    public static void RequireFree(bool overwrites, params IEnumerable<string?> paths)
    {
        if (!overwrites && paths.OfType<string>().FirstOrDefault(Exists) is { } taken)
        {
            throw Existing(taken);
        }
    }

    /// <summary>Whether there is anything at a path.</summary>
    /// <exception cref="CliException">The system cannot tell: the name is too long, links lead in a circle, a folder is closed (usage).</exception>
    public static bool Exists(string path) => Look(path, static path => FileStatus.Find(path) is not null);

    /// <summary>Whether there is a folder at a path.</summary>
    /// <exception cref="CliException">The system cannot tell (usage).</exception>
    public static bool IsFolder(string path) => Look(path, static path => FileStatus.Find(path)?.Kind == FileKind.Folder);

    /// <summary>The absolute path without links at which a file would be written.</summary>
    /// <exception cref="CliException">Links lead in a circle (usage).</exception>
    public static string RealPath(string path) => Look(path, DiffPir.Files.RealPath.Of);

    /// <summary>The error that there is something at <paramref name="path"/>, and nobody said that it may be replaced.</summary>
    public static CliException Existing(string path, Exception? cause = null) => new(
        ExitCode.Usage, $"'{path}' is already there: give --overwrite to replace it, or name another file; nothing was changed", cause);

    /// <summary>Has <paramref name="write"/> write the file at <paramref name="path"/>, replacing what was there in one step.</summary>
    /// <exception cref="CliException">The target cannot be written (usage), or the disk is full or fails (unexpected).</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, replaces: true, write);

    /// <summary>Has <paramref name="write"/> write the file at <paramref name="path"/> in one step, where nothing is there or it may be replaced.</summary>
    /// <exception cref="CliException">It is there, cannot be written (usage), or the disk is full or fails (unexpected).</exception>
    public static void Write(string path, bool replaces, Action<Stream> write)
    {
        using var file = Begin(path);
        Attempt(path, replaces, () =>
        {
            write(file.Stream);
            file.Finish(replaces);
        });
    }

    /// <summary>
    /// Writes files that belong together: all are complete before the first has its name, and they get their names in their order. Whoever sees the last one
    /// sees the others, even if the process was killed; where one cannot be written, none is left behind.
    /// </summary>
    /// <param name="files">Paths and contents, asked for one after the other; what matters most comes last.</param>
    /// <param name="replaces">Whether what is there is replaced.</param>
    /// <exception cref="CliException">One is there, cannot be written (usage), or the disk is full or fails (unexpected).</exception>
    public static void WriteTogether(IEnumerable<(string Path, byte[] Contents)> files, bool replaces)
    {
        var complete = new List<(string Path, UnfinishedFile File)>();
        var named = new List<string>();
        try
        {
            foreach (var (path, contents) in files)
            {
                var file = Begin(path);
                complete.Add((path, file));
                Attempt(path, replaces, () =>
                {
                    file.Stream.Write(contents);
                    file.Stream.Flush(flushToDisk: true);
                });
            }

            foreach (var (path, file) in complete)
            {
                bool isNew = !Exists(path);
                Attempt(path, replaces, () => file.Finish(replaces));
                named.AddRange(isNew ? [RealPath(path)] : []);
            }
        }
        catch
        {
            named.ForEach(File.Delete);
            throw;
        }
        finally
        {
            complete.ForEach(static one => one.File.Dispose());
        }
    }

    /// <summary>Makes a folder and those above it, where they are missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="remedy">What to do where that fails.</param>
    /// <exception cref="CliException">It cannot be made (usage).</exception>
    public static void CreateFolder(string folder, string remedy)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCode.Usage, $"cannot create the folder '{folder}': {SystemReason.Of(e)}; {remedy}", e);
        }
    }

    private static void Attempt(string path, bool replaces, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (SystemReason.IsOne(e))
        {
            throw Failed(path, replaces, e);
        }
    }

    private static UnfinishedFile Begin(string path) => Look(path, static path => UnfinishedFile.Create(DiffPir.Files.RealPath.Of(path)));

    private static T Look<T>(string path, Func<string, T> look)
    {
        try
        {
            return look(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(path, Reason(path, e), e);
        }
    }

    private static void RequireDistinct(string path, string target, IEnumerable<string?> others)
    {
        string? identity = FileStatus.Find(target)?.Identity;
        foreach (string other in others.OfType<string>())
        {
            if (DiffPir.Files.RealPath.Of(other) == target || (identity is not null && FileStatus.Find(other)?.Identity == identity))
            {
                throw new CliException(
                    ExitCode.Usage, $"the output '{path}' is also an input or another output ('{other}'): name another file, nothing was changed");
            }
        }
    }

    private static void RequireReplaceable(string path, string target)
    {
        // Renaming over /dev/null would replace the device for the whole machine.
        if (SystemFolders.Any(folder => target.StartsWith(folder, StringComparison.Ordinal)))
        {
            throw Unwritable(path, "no files can be kept in /dev, /proc or /sys; choose another folder");
        }

        var status = FileStatus.Find(target);
        if (status is null)
        {
            return;
        }

        if (status.Kind != FileKind.Regular)
        {
            throw Unwritable(
                path, status.Kind == FileKind.Folder ? "it is a folder; name a file in it" : "it is a pipe, a socket or a device; name a file");
        }

        if (status.IsFixed || !FileRights.MayReplace(status, FileStatus.Find(Path.GetDirectoryName(target)!)!, FileRights.CurrentUser))
        {
            throw Unwritable(path, "the file that is there is another user's or protected from changes; name another file");
        }
    }

    private static string Reason(string path, Exception e) => e switch
    {
        DirectoryNotFoundException => $"the folder '{Path.GetDirectoryName(Path.GetFullPath(path))}' does not exist; create it first",
        UnauthorizedAccessException => "permission denied; choose a folder you may write to",
        PathTooLongException => "the name is too long; choose a shorter one",
        _ => SystemReason.Of(e),
    };

    private static CliException Failed(string path, bool replaces, Exception e) => e is IOException && !replaces && Exists(path)
        ? Existing(path, e)
        : new(ExitCode.Unexpected, $"cannot write '{path}': {SystemReason.Of(e)}; nothing was left behind", e);

    private static CliException Unwritable(string path, string reason, Exception? cause = null) =>
        new(ExitCode.Usage, $"cannot write '{path}': {reason}", cause);
}
