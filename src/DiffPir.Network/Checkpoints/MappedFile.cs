using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace DiffPir.Network;

/// <summary>The read-only mapping of a file, shared by several owners and unmapped when the last of them lets go.</summary>
internal sealed class MappedFile
{
    private readonly MemoryMappedViewAccessor _view;
    private int _owners = 1;

    /// <summary>Maps a whole file, which must not be empty.</summary>
    public MappedFile(FileStream stream)
    {
        // The view outlives both: neither the stream nor the mapping object is needed once it exists.
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
    }

    /// <summary>The mapping. Whoever acquires its pointer keeps it alive until the pointer is released.</summary>
    public SafeMemoryMappedViewHandle Handle => _view.SafeMemoryMappedViewHandle;

    /// <summary>Adds an owner.</summary>
    public void Share() => Interlocked.Increment(ref _owners);

    /// <summary>Removes an owner.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            _view.Dispose();
        }
    }
}
