namespace DiffPir.Network;

/// <summary>One uncompressed entry of a zip archive.</summary>
/// <param name="Name">Its name, which is never used as a path.</param>
/// <param name="Offset">First byte of its data in the file.</param>
/// <param name="Length">Bytes of its data.</param>
/// <param name="Checksum">CRC-32 of its data.</param>
internal sealed record ZipEntry(string Name, long Offset, long Length, uint Checksum);
