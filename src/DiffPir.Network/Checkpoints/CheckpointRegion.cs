using System.IO.Hashing;

namespace DiffPir.Network;

/// <summary>A run of bytes that holds the data of tensors: the data part of a safetensors file, or one storage of a PyTorch file.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">First byte.</param>
/// <param name="length">Number of bytes.</param>
/// <param name="entry">Name of the zip entry, for messages; null where the file has no entries.</param>
/// <param name="checksum">CRC-32 of the bytes, if the file gives one.</param>
internal sealed class CheckpointRegion(MappedFile file, long offset, long length, string? entry = null, uint? checksum = null)
{
    /// <summary>Bytes hashed at a time: spans hold less than 2 GiB.</summary>
    private const int HashedAtOnce = 1 << 24;

    private readonly Lock _checking = new();
    private volatile bool _intact = checksum is null;

    /// <summary>The file.</summary>
    public MappedFile File { get; } = file;

    /// <summary>First byte, from the start of the file.</summary>
    public long Offset { get; } = offset;

    /// <summary>Number of bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Compares the bytes with their checksum, unless that has been done.</summary>
    /// <param name="tensor">The tensor about to be read, for the message.</param>
    /// <exception cref="CheckpointException">They differ.</exception>
    public void RequireIntact(string? tensor)
    {
        if (_intact)
        {
            return;
        }

        lock (_checking)
        {
            if (!_intact)
            {
                Check(tensor);
                _intact = true;
            }
        }
    }

    private void Check(string? tensor)
    {
        var crc = new Crc32();
        using var bytes = File.Pin();
        for (long done = 0; done < Length; done += HashedAtOnce)
        {
            crc.Append(bytes.Slice(Offset + done, (int)Math.Min(HashedAtOnce, Length - done)));
        }

        uint found = crc.GetCurrentHashAsUInt32();
        if (found != checksum)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, File.Path,
                $"entry {ErrorText.Quote(entry!)} has the checksum {found:x8}, the archive says {checksum:x8}",
                "The file is damaged: download or copy it again", tensor);
        }
    }
}
