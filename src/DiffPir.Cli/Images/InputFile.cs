using DiffPir.Cli.Hosting;

namespace DiffPir.Cli.Images;

/// <summary>Brings a file from outside into memory, or says in one line why not.</summary>
internal static class InputFile
{
    /// <summary>All bytes of a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Longer files are refused.</param>
    /// <exception cref="CliException">Missing, a folder, not permitted, empty or too long (unreadable input).</exception>
    public static byte[] ReadAllBytes(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            throw Unreadable(path, "it is a folder; name a file");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!stream.CanSeek)
            {
                throw Unreadable(path, "it is a pipe or a device; save it to a file first");
            }

            var length = stream.Length;
            if (length == 0)
            {
                throw Unreadable(path, "it is empty");
            }

            if (length > maxBytes)
            {
                throw Unreadable(path, $"it has {length:N0} bytes and the limit is {maxBytes:N0}; use a smaller file");
            }

            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(path, "there is no such file; check the path", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unreadable(path, "permission denied; check the rights of the file", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, e.Message, e);
        }
    }

    /// <summary>The error that <paramref name="path"/> cannot be read because of <paramref name="reason"/>.</summary>
    public static CliException Unreadable(string path, string reason, Exception? cause = null) =>
        new(ExitCode.UnreadableInput, $"cannot read '{path}': {reason}", cause);
}
