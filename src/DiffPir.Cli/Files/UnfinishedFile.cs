using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>
/// A file under a temporary name beside its target, which takes the target's name when it is complete. While it is written it is locked,
/// so that what a killed process left behind can be told from what another one is writing.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    private const string Prefix = ".diffpir-", Suffix = ".tmp";

    /// <summary>A leftover has not been written for so long: where a disk knows no locks, another process may still be at it.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromMinutes(10);

    private readonly string _target;
    private readonly string _path;
    private bool _renamed;

    private UnfinishedFile(string target, string path, FileStream stream)
    {
        _target = target;
        _path = path;
        Stream = stream;
    }

    /// <summary>What is written goes here.</summary>
    public FileStream Stream { get; }

    /// <summary>Creates the file, for nobody but its owner to read until it is finished.</summary>
    /// <param name="target">The absolute path without links that it will have.</param>
    /// <exception cref="IOException">The folder is missing, or no file can be created in it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static UnfinishedFile Create(string target)
    {
        string folder = Path.GetDirectoryName(target) ?? throw new DirectoryNotFoundException();
        string path = Path.Combine(folder, Prefix + Path.GetRandomFileName() + Suffix);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && FileStatus.Find(target) is not null)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        Unfinished.Add(path);
        return new UnfinishedFile(target, path, stream);
    }

    /// <summary>Brings everything to the disk and gives the file its name.</summary>
    /// <param name="replaces">Whether what has the name is replaced; if not, it is an error that something has it.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">What has the name may not be replaced.</exception>
    public void Finish(bool replaces = true)
    {
        Stream.Flush(flushToDisk: true);
        if (FileStatus.Find(_target) is { } old)
        {
            FileRights.Copy(_path, old);
        }

        Stream.Dispose();
        File.Move(_path, _target, replaces);
        _renamed = true;
        Unfinished.Remove(_path);
    }

    /// <summary>Removes the file where it was not finished.</summary>
    public void Dispose()
    {
        if (!_renamed)
        {
            try
            {
                Stream.Dispose(); // on a full disk it fails to write what it holds
            }
            catch (IOException)
            {
            }

            File.Delete(_path);
            Unfinished.Remove(_path);
        }
    }

    /// <summary>Removes what killed processes of this user have left in a folder: old files of this kind that nobody has locked.</summary>
    public static void Sweep(string folder)
    {
        try
        {
            foreach (string? path in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix).Where(IsLeftover))
            {
                using var _ = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that may not be listed, or a file in use or gone by now: sweeping is a courtesy.
        }
    }

    private static bool IsLeftover(string path) =>
        new FileInfo(path) is { LinkTarget: null } file && DateTime.UtcNow - file.LastWriteTimeUtc > LeftoverAge
        && FileStatus.Find(path) is { Kind: FileKind.Regular } status && (OperatingSystem.IsWindows() || status.Owner == FileRights.CurrentUser);
}
