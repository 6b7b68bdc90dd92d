using System.Buffers.Binary;
using System.Text;

namespace DiffPir.Network;

/// <summary>
/// Reads the directory of a zip archive as PyTorch writes it: entries stored without compression, zip64 records where sizes or offsets need
/// them. Everything in it is hostile until this class has accepted it: every entry's data lie in the file, before the directory and apart
/// from each other, and the record in front of them has the same name.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>The longest directory that is accepted, in bytes; a model of 600 tensors needs about 40 kB.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>The most entries that are accepted.</summary>
    public const int MaximumEntries = 100_000;

    private const uint EndSignature = 0x0605_4B50;
    private const uint End64Signature = 0x0606_4B50;
    private const uint Locator64Signature = 0x0706_4B50;
    private const uint DirectorySignature = 0x0201_4B50;
    private const uint LocalSignature = 0x0403_4B50;
    private const int EndLength = 22;
    private const int End64Length = 56;
    private const int Locator64Length = 20;
    private const int DirectoryRecordLength = 46;
    private const int LocalRecordLength = 30;
    private const int LongestComment = ushort.MaxValue;
    private const ushort Zip64Extra = 1;
    private const ushort EncryptedFlag = 1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MappedFile _file;
    private readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);

    private ZipDirectory(MappedFile file) => _file = file;

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _byName;

    /// <summary>Reads and checks the directory.</summary>
    /// <exception cref="CheckpointException">Any rule is broken.</exception>
    public static ZipDirectory Read(MappedFile file)
    {
        var directory = new ZipDirectory(file);
        using var bytes = file.Pin();
        (long offset, long length, long count) = directory.FindDirectory(bytes);
        directory.ReadRecords(bytes, offset, bytes.Slice(offset, (int)length), count);
        directory.CheckOverlaps();
        return directory;
    }

    /// <summary>The record at the very end of the archive, or the zip64 one that it stands for.</summary>
    private (long Offset, long Length, long Count) FindDirectory(MappedFile.Bytes bytes)
    {
        int tailLength = (int)Math.Min(_file.Length, EndLength + LongestComment);
        var tail = bytes.Slice(_file.Length - tailLength, tailLength);
        int end = tailLength - EndLength;
        while (end >= 0 && !(U32(tail, end) == EndSignature && end + EndLength + U16(tail, end + 20) == tailLength))
        {
            end--;
        }

        if (end < 0)
        {
            throw Malformed("the zip archive has no directory at its end", ErrorText.Truncated);
        }

        var record = tail[end..];
        long recordOffset = _file.Length - tailLength + end;
        (long Offset, long Length, long Count, long Limit) found = (U32(record, 16), U32(record, 12), U16(record, 10), recordOffset);
        if (record[4..8].ContainsAnyExcept((byte)0) && U32(record, 4) != uint.MaxValue)
        {
            throw Malformed("the zip archive is spread over several files");
        }

        if (found.Offset == uint.MaxValue || found.Length == uint.MaxValue || found.Count == ushort.MaxValue)
        {
            found = FindDirectory64(bytes, recordOffset);
        }

        // In this order no sum can overflow.
        if (found.Length < 0 || found.Offset < 0 || found.Length > found.Limit || found.Offset > found.Limit - found.Length)
        {
            throw Malformed(
                $"the zip directory is said to take {found.Length} bytes at byte {found.Offset}, outside of the {found.Limit} bytes before its end");
        }

        return found.Length <= MaximumLength && found.Count is >= 0 and <= MaximumEntries
            ? (found.Offset, found.Length, found.Count)
            : throw Malformed(
                $"the zip directory has {found.Count} entries in {found.Length} bytes, at most {MaximumEntries} in {MaximumLength} bytes are accepted");
    }

    private (long Offset, long Length, long Count, long Limit) FindDirectory64(MappedFile.Bytes bytes, long endOffset)
    {
        long locatorOffset = endOffset - Locator64Length;
        var locator = locatorOffset >= 0 ? bytes.Slice(locatorOffset, Locator64Length) : [];
        long offset = locatorOffset >= 0 && U32(locator, 0) == Locator64Signature ? I64(locator, 8) : -1;
        var record = offset >= 0 && offset <= locatorOffset - End64Length ? bytes.Slice(offset, End64Length) : [];
        return record.Length > 0 && U32(record, 0) == End64Signature
            ? (I64(record, 48), I64(record, 40), I64(record, 32), offset)
            : throw Malformed("the zip archive announces a zip64 directory, but has none");
    }

    private void ReadRecords(MappedFile.Bytes bytes, long directoryOffset, ReadOnlySpan<byte> directory, long count)
    {
        int position = 0;
        for (long i = 0; i < count; i++)
        {
            if (directory.Length - position < DirectoryRecordLength || U32(directory, position) != DirectorySignature)
            {
                throw Malformed($"record {i} of {count} of the zip directory, at byte {directoryOffset + position}, is damaged");
            }

            var record = directory[position..];
            (int name, int extra, int comment) = (U16(record, 28), U16(record, 30), U16(record, 32));
            int length = DirectoryRecordLength + name + extra + comment;
            if (length > record.Length)
            {
                throw Malformed(
                    $"record {i} of {count} of the zip directory, at byte {directoryOffset + position}, is longer than the directory");
            }

            string text = ReadName(record.Slice(DirectoryRecordLength, name), directoryOffset + position);
            AddEntry(bytes, directoryOffset, record[..length], text);
            position += length;
        }

        if (position != directory.Length)
        {
            throw Malformed($"the zip directory takes {directory.Length} bytes, but its {count} records {position}");
        }
    }

    private string ReadName(ReadOnlySpan<byte> name, long recordOffset)
    {
        try
        {
            return Utf8.GetString(name);
        }
        catch (DecoderFallbackException error)
        {
            throw Malformed($"the entry of the zip archive at byte {recordOffset} has a name that is not valid UTF-8", inner: error);
        }
    }

    private void AddEntry(MappedFile.Bytes bytes, long limit, ReadOnlySpan<byte> record, string name)
    {
        (ushort flags, ushort method, uint checksum) = (U16(record, 8), U16(record, 10), U32(record, 16));
        (long packed, long length, long local) = (U32(record, 20), U32(record, 24), U32(record, 42));
        var extra = record.Slice(DirectoryRecordLength + U16(record, 28), U16(record, 30));
        ReadExtra(extra, name, ref length, ref packed, ref local);
        if ((flags & EncryptedFlag) != 0 || method != 0 || packed != length)
        {
            throw Malformed(
                $"entry {ErrorText.Quote(name)} of the zip archive is compressed or encrypted; PyTorch stores it as it is",
                "Load the model in PyTorch and save it again with torch.save");
        }

        if (local < 0 || length < 0 || local > limit - LocalRecordLength)
        {
            throw Outside(name);
        }

        var header = bytes.Slice(local, LocalRecordLength);
        int localName = U16(header, 26);
        long start = local + LocalRecordLength + localName + U16(header, 28);
        if (U32(header, 0) != LocalSignature || start > limit || length > limit - start)
        {
            throw Outside(name);
        }

        if (!bytes.Slice(local + LocalRecordLength, localName).SequenceEqual(record.Slice(DirectoryRecordLength, U16(record, 28))))
        {
            throw Malformed($"entry {ErrorText.Quote(name)} of the zip archive has another name in front of its data");
        }

        if (!_byName.TryAdd(name, new ZipEntry(name, start, length, checksum)))
        {
            throw Malformed($"the zip archive has two entries {ErrorText.Quote(name)}");
        }
    }

    /// <summary>The zip64 field holds, in this order, those of the three numbers that 32 bits cannot hold.</summary>
    private void ReadExtra(ReadOnlySpan<byte> extra, string name, ref long length, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int size = U16(extra, 2);
            if (size > extra.Length - 4)
            {
                break;
            }

            if (U16(extra, 0) == Zip64Extra)
            {
                var field = extra.Slice(4, size);
                Widen(ref length, ref field, name);
                Widen(ref packed, ref field, name);
                Widen(ref local, ref field, name);
            }

            extra = extra[(4 + size)..];
        }
    }

    private void Widen(ref long value, ref ReadOnlySpan<byte> field, string name)
    {
        if (value == uint.MaxValue)
        {
            value = field.Length >= 8
                ? I64(field, 0)
                : throw Malformed($"entry {ErrorText.Quote(name)} of the zip archive lacks a zip64 size");
            field = field[8..];
        }
    }

    /// <summary>Entries that share bytes would make a small file describe a large model.</summary>
    private void CheckOverlaps()
    {
        long end = 0;
        foreach (var entry in _byName.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset < end)
            {
                throw Malformed($"entry {ErrorText.Quote(entry.Name)} of the zip archive overlaps another one");
            }

            end = entry.Offset + entry.Length;
        }
    }

    private CheckpointException Outside(string name) =>
        Malformed($"entry {ErrorText.Quote(name)} of the zip archive does not lie in the part of the file before the directory", ErrorText.Truncated);

    private CheckpointException Malformed(string problem, string remedy = ErrorText.Damaged, Exception? inner = null) =>
        new(CheckpointFault.Malformed, _file.Path, problem, remedy, innerException: inner);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
