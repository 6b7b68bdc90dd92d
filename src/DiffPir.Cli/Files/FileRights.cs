using System.Runtime.InteropServices;
using DiffPir.Files;

namespace DiffPir.Cli.Files;

/// <summary>Who may replace a file, and how a new file gets the rights of the one that it replaces.</summary>
internal static partial class FileRights
{
    private const uint Root = 0;
    private const UnixFileMode GroupRights = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    /// <summary>The number of the user that this process acts as; that of root where the system has none.</summary>
    public static uint CurrentUser => OperatingSystem.IsWindows() ? Root : EffectiveUser();

    /// <summary>In a folder with the sticky bit, as /tmp has it, files are replaced by their owner only, or by that of the folder.</summary>
    /// <param name="file">The file that is there.</param>
    /// <param name="folder">The folder that it lies in.</param>
    /// <param name="user">Who wants to replace it.</param>
    public static bool MayReplace(FileStatus file, FileStatus folder, uint user) =>
        !folder.Mode.HasFlag(UnixFileMode.StickyBit) || user == Root || user == file.Owner || user == folder.Owner;

    /// <summary>
    /// Gives a new file permissions, owner and group of an old one. Who may not give files away keeps it; a group that the file cannot be
    /// given to is not replaced by another one with the same rights.
    /// </summary>
    /// <param name="path">The new file.</param>
    /// <param name="old">The file that it will replace.</param>
    public static void Copy(string path, FileStatus old)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = old.Mode & Permissions;
        if (ChangeOwner(path, old.Owner, old.Group) != 0 && ChangeOwner(path, uint.MaxValue, old.Group) != 0)
        {
            mode &= ~GroupRights | (UnixFileMode)((int)(mode & (UnixFileMode)7) << 3);
        }

        File.SetUnixFileMode(path, mode);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
