namespace DiffPir.Files;

/// <summary>What a name in a folder stands for.</summary>
internal enum FileKind
{
    /// <summary>Bytes on a disk.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device.</summary>
    Device,
}
