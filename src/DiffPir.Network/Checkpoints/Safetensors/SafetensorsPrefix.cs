using System.Buffers.Binary;

namespace DiffPir.Network;

/// <summary>
/// The first bytes of a safetensors file: 8 of them give the length of the header (little endian), and the header starts with a brace.
/// What does not look so is another format, which is named if it is known.
/// </summary>
internal static class SafetensorsPrefix
{
    /// <summary>Bytes of the length that precede the JSON.</summary>
    public const int Length = 8;

    /// <summary>The longest header that is accepted, in bytes; the limit of the format's own reader.</summary>
    public const int MaximumHeaderLength = 100_000_000;

    /// <summary>Whether a file that starts so may be safetensors: these bytes win over the marks of other formats.</summary>
    /// <param name="start">The first bytes of the file: at least nine, or all there are.</param>
    public static bool IsPlausible(ReadOnlySpan<byte> start) => Announced(start) is (<= MaximumHeaderLength, true);

    /// <summary>How many bytes the JSON takes, once the prefix and the first byte of the JSON have been found plausible.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="start">The first bytes of the file: at least nine, or all there are.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    /// <exception cref="CheckpointException">The file is too short, of another format, or its header does not fit into it.</exception>
    public static int Read(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        (ulong length, bool braced) = Announced(start);
        if ((length > MaximumHeaderLength || !braced) && ForeignFormat.Recognise(start) is var (problem, remedy))
        {
            throw new CheckpointException(CheckpointFault.Malformed, path, problem, remedy);
        }

        if (start.Length < Length)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, path, $"the file ends after {fileLength} bytes, before the {Length} bytes of its header's length",
                ErrorText.Truncated);
        }

        if (length > MaximumHeaderLength)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, path,
                $"neither a safetensors file nor one of PyTorch: its first bytes announce a header of {length} bytes, at most {MaximumHeaderLength} are allowed",
                "Pass a model as safetensors or as saved by PyTorch");
        }

        if (length < 2 || !braced)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, path, "neither a safetensors file nor one of PyTorch: its header does not start with '{'",
                "Pass a model as safetensors or as saved by PyTorch");
        }

        if ((long)length > fileLength - Length)
        {
            throw new CheckpointException(
                CheckpointFault.Malformed, path, $"the header takes {length} bytes, but only {fileLength - Length} follow its length", ErrorText.Truncated);
        }

        return (int)length;
    }

    private static (ulong Length, bool Braced) Announced(ReadOnlySpan<byte> start) => (
        start.Length >= Length ? BinaryPrimitives.ReadUInt64LittleEndian(start) : ulong.MaxValue,
        start.Length <= Length || start[Length] == (byte)'{');
}
