using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>A folder that DiffPir keeps things in.</summary>
/// <param name="Name">What for.</param>
/// <param name="Path">The folder.</param>
/// <param name="Bytes">What lies in it, 0 where it is not there yet; null where that is not of interest.</param>
/// <param name="FreeBytes">Room on its disk; null where the system does not tell.</param>
/// <param name="Problem">Why nothing can be written there; null where it can, or where the folder can be made.</param>
internal sealed record FolderStatus(string Name, string Path, long? Bytes, long? FreeBytes, string? Problem)
{
    /// <summary>Looks at a folder, and writes and removes a file there. A folder that is missing is not made: the one above it is tried.</summary>
    /// <param name="name">What for.</param>
    /// <param name="path">The folder.</param>
    /// <param name="isOurs">Whether what lies in it is DiffPir's, and its size of interest.</param>
    public static FolderStatus Of(string name, string path, bool isOurs)
    {
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            string existing = full;
            while (!Directory.Exists(existing) && !File.Exists(existing) && System.IO.Path.GetDirectoryName(existing) is { } above)
            {
                existing = above;
            }

            return new(name, full, !isOurs ? null : existing == full ? SizeOf(full) : 0, FreeBytesOf(existing), ProblemWith(existing));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new(name, path, null, null, SystemReason.Of(e));
        }
    }

    private static string? ProblemWith(string folder)
    {
        try
        {
            using var probe = UnfinishedFile.Create(System.IO.Path.Combine(RealPath.Of(folder), "probe"));
            probe.Stream.WriteByte(0);
            probe.Stream.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(folder) ? $"it cannot be written ({SystemReason.Of(e)})" : $"'{folder}' is no folder";
        }
    }

    private static long SizeOf(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return new DirectoryInfo(folder).EnumerateFiles("*", options).Sum(static file => file.Length);
    }

    private static long? FreeBytesOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
