using System.Runtime.InteropServices;
using System.Text;

namespace DiffPir.Files;

/// <summary>What a path leads to, found without opening it: opening a pipe waits for its writer, opening a device may set it going.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Identity">Equal for two paths exactly if they lead to the same file.</param>
/// <param name="Owner">The number of the owning user; 0 where the system has none.</param>
/// <param name="Group">The number of the owning group; 0 where the system has none.</param>
/// <param name="Mode">Permissions, with the sticky bit (octal 1000); 0 where the system has none.</param>
/// <param name="IsFixed">Neither to be changed nor replaced, whoever asks (chattr +i or +a).</param>
internal sealed partial record FileStatus(FileKind Kind, string Identity, uint Owner, uint Group, UnixFileMode Mode, bool IsFixed)
{
    // The layout of statx is the same on every processor, unlike that of stat.
    private const int StatxLength = 256, CurrentFolder = -100, BasicFields = 0x7FF;
    private const int NoEntry = 2, NotPermitted = 13, NotAFolder = 20, NameTooLong = 36, TooManyLinks = 40;
    private const ulong FixedAttributes = 0x30;

    /// <summary>Looks at a path; links are followed.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null where nothing is there: no such name, no such folder, or a link that leads nowhere.</returns>
    /// <exception cref="IOException">The name is too long, links lead in a circle, or the system cannot tell.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be looked into.</exception>
    public static FileStatus? Find(string path)
    {
        string full = Path.GetFullPath(path);
        return OperatingSystem.IsLinux() ? FindOnLinux(full) : FindElsewhere(full);
    }

    private static FileStatus? FindOnLinux(string full)
    {
        Span<byte> fields = stackalloc byte[StatxLength];
        if (Statx(CurrentFolder, full, 0, BasicFields, ref MemoryMarshal.GetReference(fields)) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error switch
            {
                NoEntry or NotAFolder => null,
                NotPermitted => throw new UnauthorizedAccessException("permission denied"),
                NameTooLong => throw new PathTooLongException($"the name is too long ({Encoding.UTF8.GetByteCount(Path.GetFileName(full))} bytes)"),
                TooManyLinks => throw new IOException("its links lead in a circle"),
                _ => throw new IOException(Marshal.GetPInvokeErrorMessage(error)),
            };
        }

        ulong attributes = MemoryMarshal.Read<ulong>(fields[8..]);
        (uint owner, uint group) = (MemoryMarshal.Read<uint>(fields[20..]), MemoryMarshal.Read<uint>(fields[24..]));
        int mode = MemoryMarshal.Read<ushort>(fields[28..]);
        ulong inode = MemoryMarshal.Read<ulong>(fields[32..]);
        (uint major, uint minor) = (MemoryMarshal.Read<uint>(fields[136..]), MemoryMarshal.Read<uint>(fields[140..]));
        var kind = (mode & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            _ => FileKind.Device,
        };
        return new(kind, $"{major}:{minor}:{inode}", owner, group, (UnixFileMode)(mode & 0xFFF), (attributes & FixedAttributes) != 0);
    }

    /// <summary>Elsewhere no pipe lies among files on Windows, and identity is the path that remains when links are followed.</summary>
    private static FileStatus? FindElsewhere(string full)
    {
        FileSystemInfo entry = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        if (!entry.Exists)
        {
            return null;
        }

        string identity = RealPath.Of(full).ToUpperInvariant();
        var mode = OperatingSystem.IsWindows() ? 0 : entry.UnixFileMode;
        return new(entry is DirectoryInfo ? FileKind.Folder : FileKind.Regular, identity, 0, 0, mode, false);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);
}
