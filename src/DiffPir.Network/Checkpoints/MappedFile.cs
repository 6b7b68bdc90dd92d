using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using DiffPir.Files;
using Microsoft.Win32.SafeHandles;

namespace DiffPir.Network;

/// <summary>The read-only mapping of a file, shared by several owners and unmapped when the last of them lets go.</summary>
internal sealed partial class MappedFile
{
    private const int NotNeeded = 4; // MADV_DONTNEED

    // Pages that have been read are given back in portions: each time, all processors must take note.
    private const long Portion = 4 << 20;

    private readonly SafeBuffer _memory;
    private readonly SafeFileHandle? _file;
    private int _owners = 1;
    private long _passed;

    /// <summary>Takes ownership of memory that holds the bytes of a file: a mapping, or in tests whatever holds an input.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="memory">The memory, which must not be written any more.</param>
    /// <param name="length">Bytes of the file; at least one.</param>
    /// <param name="file">The file itself, where the memory is its mapping.</param>
    internal MappedFile(string path, SafeBuffer memory, long length, SafeFileHandle? file = null)
    {
        _file = file;
        Path = path;
        Length = length;
        _memory = memory;
    }

    /// <summary>The file, as it was asked for.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Maps a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file cannot be read, or is empty.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            RequireRegular(path);
            var file = File.OpenHandle(path);
            try
            {
                long length = RandomAccess.GetLength(file);
                return length > 0
                    ? new MappedFile(path, Map(file), length, file)
                    : throw new CheckpointException(CheckpointFault.Malformed, path, "the file is empty", ErrorText.Truncated);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            (string problem, string remedy) = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => ("there is no such file", "Check the path"),
                UnauthorizedAccessException => ("no permission to read the file", "Change its permissions, or copy it elsewhere"),
                _ => ($"cannot be read ({error.Message.TrimEnd('.')})", "Pass a regular file that can be read"),
            };
            throw new CheckpointException(CheckpointFault.Unreadable, path, problem, remedy, innerException: error);
        }
    }

    /// <summary>Adds an owner.</summary>
    public void Share() => Interlocked.Increment(ref _owners);

    /// <summary>Removes an owner.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            _memory.Dispose();
            _file?.Dispose();
        }
    }

    /// <summary>
    /// Gives access to the bytes; the mapping stays until the result is disposed, even if another thread releases the file meanwhile.
    /// </summary>
    /// <exception cref="CheckpointException">
    /// Another program has made the file shorter: to touch what is no longer there would end the process.
    /// </exception>
    public Bytes Pin()
    {
        var bytes = new Bytes(_memory, Length);
        if (_file is null || RandomAccess.GetLength(_file) >= Length)
        {
            return bytes;
        }

        bytes.Dispose();
        throw new CheckpointException(
            CheckpointFault.Unreadable, Path, "the file has become shorter while it was in use", "Leave it alone while it is read, or pass a copy");
    }

    /// <summary>
    /// Tells that bytes have been read and are not needed any more. Now and then their pages are taken out of this process, not out of the
    /// system's cache: they come back when they are read again. So a large file passes through little memory.
    /// </summary>
    /// <param name="length">Number of bytes.</param>
    public unsafe void Pass(long length)
    {
        if (_memory is SafeMemoryMappedViewHandle && OperatingSystem.IsLinux() && Interlocked.Add(ref _passed, length) >= Portion)
        {
            Interlocked.Exchange(ref _passed, 0);
            byte* start = null;
            _memory.AcquirePointer(ref start);
            _ = Advise(start, (nuint)Length, NotNeeded);
            _memory.ReleasePointer();
        }
    }

    /// <summary>Opening a pipe would wait for its writer, and opening a device may set it going.</summary>
    private static void RequireRegular(string path)
    {
        switch (FileStatus.Find(path)?.Kind)
        {
            case null or FileKind.Regular: break;
            case FileKind.Folder:
                throw new CheckpointException(CheckpointFault.Unreadable, path, "is a folder, not a file", "Pass the model's file");
            default:
                throw new CheckpointException(
                    CheckpointFault.Unreadable, path, "is a pipe, a socket or a device, not a file", "Pass a regular file that can be read");
        }
    }

    /// <summary>The view outlives the mapping object, which is not needed once it exists.</summary>
    private static SafeMemoryMappedViewHandle Map(SafeFileHandle file)
    {
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int Advise(void* start, nuint length, int advice);

    /// <summary>The bytes of a mapped file.</summary>
    public readonly unsafe ref struct Bytes : IDisposable
    {
        private readonly SafeBuffer _handle;
        private readonly byte* _start;
        private readonly long _length;

        internal Bytes(SafeBuffer handle, long length)
        {
            byte* start = null;
            handle.AcquirePointer(ref start);
            _handle = handle;
            _start = start;
            _length = length;
        }

        /// <summary>
        /// Bytes [<paramref name="offset"/>, <paramref name="offset"/> + <paramref name="length"/>), which must lie in the file.
        /// </summary>
        public ReadOnlySpan<byte> Slice(long offset, int length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, _length - length);
            return new(_start + offset, length);
        }

        /// <summary>Lets go of the bytes.</summary>
        public void Dispose() => _handle.ReleasePointer();
    }
}
