namespace DiffPir.Cli.Files;

/// <summary>A file that comes through a stream.</summary>
internal static class StandardInput
{
    private const int BlockBytes = 1 << 16;

    /// <summary>All bytes of a stream, which is closed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="maxBytes">Longer streams are refused.</param>
    /// <exception cref="Hosting.CliException">It is empty, too long, or fails (unreadable input).</exception>
    public static byte[] ReadAllBytes(Stream stream, string name, long maxBytes)
    {
        using var source = stream;
        using var bytes = new MemoryStream();
        byte[] block = new byte[BlockBytes];
        try
        {
            while (source.Read(block) is > 0 and var count)
            {
                bytes.Write(block, 0, count);
                if (bytes.Length > maxBytes)
                {
                    throw InputFile.Unreadable(name, $"it has more than {maxBytes:N0} bytes; use a smaller file");
                }
            }
        }
        catch (IOException e)
        {
            throw InputFile.Unreadable(name, SystemReason.Of(e), e);
        }

        return bytes.Length > 0 ? bytes.ToArray() : throw InputFile.Unreadable(name, "it is empty; send a picture to it");
    }
}
