using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>
/// Files appear whole or not at all: the bytes go to a temporary file beside the target, which is then renamed over it. Nothing is left
/// behind when that fails.
/// </summary>
internal static class OutputFile
{
    private static readonly string[] SystemFolders = ["/dev/", "/proc/", "/sys/"];

    /// <summary>Checks, before any long work, that a file can be written at <paramref name="path"/> and is none of the inputs.</summary>
    /// <param name="path">The target.</param>
    /// <param name="inputs">Files that the same command reads; null entries are ignored.</param>
    /// <exception cref="CliException">The target is an input or cannot be written (usage).</exception>
    public static void RequireWritable(string path, params ReadOnlySpan<string?> inputs)
    {
        if (Directory.Exists(path))
        {
            throw Unwritable(path, "it is a folder; name a file in it");
        }

        var target = Resolve(path);
        foreach (var input in inputs)
        {
            if (input is not null && Resolve(input) == target)
            {
                throw new CliException(ExitCode.Usage, $"the output '{path}' is also an input: name another file, nothing was changed");
            }
        }

        // Renaming over /dev/null would replace the device for the whole machine.
        if (SystemFolders.Any(folder => target.StartsWith(folder, StringComparison.Ordinal)))
        {
            throw Unwritable(path, "no files can be kept in /dev, /proc or /sys; choose another folder");
        }

        try
        {
            File.Delete(CreateBeside(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, Reason(target, e), e);
        }
    }

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>, replacing what was there in one step.</summary>
    /// <exception cref="CliException">The folder is missing or not writable (usage), or the disk is full (unexpected).</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var target = Resolve(path);
        string? temporary = null;
        try
        {
            temporary = CreateBeside(target);
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            temporary = null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(path, Reason(target, e), e);
        }
        catch (IOException e)
        {
            throw e is DirectoryNotFoundException
                ? Unwritable(path, Reason(target, e), e)
                : new CliException(ExitCode.Unexpected, $"cannot write '{path}': {e.Message}; nothing was left behind", e);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    private static string CreateBeside(string target)
    {
        var folder = Path.GetDirectoryName(target) ?? throw new DirectoryNotFoundException();
        var temporary = Path.Combine(folder, $".diffpir-{Path.GetRandomFileName()}.tmp");
        using (new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            return temporary;
        }
    }

    /// <summary>The absolute path with a symbolic link at its end followed, so that a link is written through and recognised.</summary>
    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (folder is not null && new DirectoryInfo(folder) is { Exists: true } parent)
        {
            full = Path.Combine(parent.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder, Path.GetFileName(full));
        }

        return File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }

    private static string Reason(string target, Exception e) => e switch
    {
        DirectoryNotFoundException => $"the folder '{Path.GetDirectoryName(target)}' does not exist; create it first",
        UnauthorizedAccessException => "permission denied; choose a folder you may write to",
        PathTooLongException => "the name is too long",
        _ => e.Message,
    };

    private static CliException Unwritable(string path, string reason, Exception? cause = null) =>
        new(ExitCode.Usage, $"cannot write '{path}': {reason}", cause);
}
