namespace DiffPir.Network;

/// <summary>Recognises by its first bytes what a file is that cannot be read, so that the error can say what to do with it.</summary>
internal static class ForeignFormat
{
    /// <summary>The PROTO opcode, first byte of every pickle of protocol 2 and later.</summary>
    private const byte PickleProtocol = 0x80;

    /// <summary>Whether a file starts like a Python pickle.</summary>
    /// <param name="start">The first bytes of the file.</param>
    public static bool IsPickle(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == PickleProtocol && start[1] is >= 2 and <= 5;

    /// <summary>What the file is and what to do with it; null if the bytes are of no known other format.</summary>
    /// <param name="start">The first bytes of the file, a few dozen or all there are.</param>
    public static (string Problem, string Remedy)? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
        {
            return ("is a Git LFS pointer, not the model it stands for", "Fetch the model with 'git lfs pull', or download the file itself");
        }

        if (start.StartsWith<byte>([0x1F, 0x8B]))
        {
            return ("is compressed with gzip", "Decompress it first");
        }

        if (start.StartsWith("GGUF"u8) || start.StartsWith<byte>([0x89, (byte)'H', (byte)'D', (byte)'F']))
        {
            return ("is a GGUF or HDF5 file, not a model that can be read", "Export the model as safetensors");
        }

        var text = start.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<!"u8) || text.StartsWith("<html"u8) || text.StartsWith("<HTML"u8))
        {
            return ("is a web page, not a model", "Download the file itself again");
        }

        return text.StartsWith("{"u8)
            ? ("is a JSON text, not a model", "Pass the model's file, its .safetensors.index.json, or the folder of a diffusers model") : null;
    }
}
