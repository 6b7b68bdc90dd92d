using System.Buffers.Binary;

namespace DiffPir.Fuzz;

/// <summary>
/// Makes new inputs of old ones: flipped bits, other bytes, numbers replaced by extreme ones (binary of any width, or decimal digits),
/// pieces removed, doubled, moved, inserted, or taken from another input. The same random numbers make the same inputs.
/// </summary>
/// <param name="random">Source of all choices.</param>
/// <param name="tokens">Byte sequences that mean something to the reader.</param>
public sealed class Mutator(Random random, IReadOnlyList<byte[]> tokens)
{
    /// <summary>No input grows beyond this.</summary>
    public const int MaximumLength = 1 << 16;

    private const int MostMutations = 8;

    private static readonly long[] Extremes =
    [
        0, 1, -1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 65, 127, 128, 255, 256, 1000, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, 1 << 28,
        int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 60, 1L << 62, long.MaxValue, long.MinValue, 100_000_000,
    ];

    /// <summary>A mutation of an input.</summary>
    /// <param name="input">The input, which is not changed.</param>
    /// <param name="other">Another one, of which pieces may be taken.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input.Length + 64);
        bytes.AddRange(input);
        int count = 1 + (random.Next(MostMutations) * random.Next(2));
        for (int i = 0; i < count; i++)
        {
            MutateOnce(bytes, other);
        }

        if (bytes.Count > MaximumLength)
        {
            bytes.RemoveRange(MaximumLength, bytes.Count - MaximumLength);
        }

        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(bytes.Count);
        int length = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(4) == 0 ? 256 : 8));
        switch (random.Next(11))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255); break;
            case 3: Overwrite(bytes, at); break;
            case 4: bytes.RemoveRange(at, length); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 6: Move(bytes, at, length); break;
            case 7: bytes.InsertRange(at, Token()); break;
            case 8: ReplaceDigits(bytes, at); break;
            case 9: Splice(bytes, at, other); break;
            default: bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : 0); break;
        }
    }

    private byte[] Token() => tokens.Count > 0 && random.Next(4) != 0
        ? tokens[random.Next(tokens.Count)]
        : [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (byte)random.Next(256))];

    /// <summary>Writes an extreme number, or one near the input's length, over 1, 2, 4 or 8 bytes.</summary>
    private void Overwrite(List<byte> bytes, int at)
    {
        long value = random.Next(4) == 0 ? bytes.Count + random.Next(-9, 10) : Extremes[random.Next(Extremes.Length)];
        Span<byte> encoded = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(encoded, value);
        int width = Math.Min(1 << random.Next(4), bytes.Count - at);
        for (int i = 0; i < width; i++)
        {
            bytes[at + i] = encoded[i];
        }
    }

    private void Move(List<byte> bytes, int at, int length)
    {
        var piece = bytes.GetRange(at, length);
        bytes.RemoveRange(at, length);
        bytes.InsertRange(random.Next(bytes.Count + 1), piece);
    }

    /// <summary>Replaces the next run of decimal digits by an extreme number.</summary>
    private void ReplaceDigits(List<byte> bytes, int at)
    {
        int first = bytes.FindIndex(at, value => value is >= (byte)'0' and <= (byte)'9');
        if (first < 0)
        {
            return;
        }

        int end = first;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        bytes.RemoveRange(first, end - first);
        bytes.InsertRange(first, System.Text.Encoding.ASCII.GetBytes($"{Extremes[random.Next(Extremes.Length)]}"));
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        if (other.Length > 0)
        {
            int from = random.Next(other.Length), length = Math.Min(other.Length - from, 1 + random.Next(512));
            bytes.InsertRange(at, other.AsSpan(from, length).ToArray());
            int removed = Math.Min(random.Next(2) * length, bytes.Count - at - length);
            bytes.RemoveRange(at + length, removed);
        }
    }
}
