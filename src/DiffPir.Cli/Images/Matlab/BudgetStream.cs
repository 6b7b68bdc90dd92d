namespace DiffPir.Cli.Images.Matlab;

/// <summary>
/// A file in memory that may be read a limited number of bytes: a reader that its contents lead in circles ends with an error instead of never.
/// </summary>
/// <param name="bytes">The file.</param>
internal sealed class BudgetStream(ReadOnlyMemory<byte> bytes) : Stream
{
    /// <summary>Bytes that may be read beyond some passes over the whole file.</summary>
    private const long Spare = 16L << 20;
    private const int Passes = 16;

    private long _left = (Passes * (long)bytes.Length) + Spare;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(bytes.Length - Position, 0, buffer.Length);

        // Every call costs something, so that reading nothing for ever ends as well.
        _left -= count + 1;
        if (_left < 0)
        {
            throw new InvalidDataException("its parts refer to each other in circles");
        }

        bytes.Span.Slice((int)Math.Min(Position, bytes.Length), count).CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => bytes.Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
