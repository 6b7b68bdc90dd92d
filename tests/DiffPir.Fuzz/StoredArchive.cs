using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace DiffPir.Fuzz;

/// <summary>A sound archive around any pickle, so that mutations of it get past the checksum.</summary>
internal static class StoredArchive
{
    private const int LocalLength = 30;
    private const int RecordLength = 46;
    private const int EndLength = 22;

    private static readonly (byte[] Body, byte[] Directory, int Count) Storages = Store();

    /// <summary>An archive with the pickle and storages 0 to 9 of 4 to 432 bytes, as the seeds have.</summary>
    public static byte[] Around(byte[] pickle)
    {
        (byte[] local, byte[] record) = Describe("m/data.pkl", pickle, Storages.Body.Length);
        byte[] end = new byte[EndLength];
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)(Storages.Count + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)(Storages.Count + 1));
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), Storages.Directory.Length + record.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), Storages.Body.Length + local.Length + pickle.Length);
        return [.. Storages.Body, .. local, .. pickle, .. Storages.Directory, .. record, .. end];
    }

    private static (byte[] Body, byte[] Directory, int Count) Store()
    {
        int[] sizes = [16, 12, 24, 96, 432, 8, 4, 48, 6, 54];
        List<byte> body = [], directory = [];
        for (int i = 0; i < sizes.Length; i++)
        {
            byte[] zeros = new byte[sizes[i]];
            (byte[] local, byte[] record) = Describe($"m/data/{i}", zeros, body.Count);
            directory.AddRange(record);
            body.AddRange([.. local, .. zeros]);
        }

        return ([.. body], [.. directory], sizes.Length);
    }

    /// <summary>What stands in front of an entry's data, and its record in the directory.</summary>
    private static (byte[] Local, byte[] Record) Describe(string name, byte[] data, int offset)
    {
        byte[] text = Encoding.ASCII.GetBytes(name);
        byte[] local = new byte[LocalLength + text.Length], record = new byte[RecordLength + text.Length];
        "PK\x03\x04"u8.CopyTo(local);
        "PK\x01\x02"u8.CopyTo(record);
        WriteSizes(local.AsSpan(14), data, text.Length);
        WriteSizes(record.AsSpan(16), data, text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(42), offset);
        text.CopyTo(local, LocalLength);
        text.CopyTo(record, RecordLength);
        return (local, record);
    }

    private static void WriteSizes(Span<byte> header, byte[] data, int nameLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Crc32.HashToUInt32(data));
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], data.Length);
        BinaryPrimitives.WriteInt16LittleEndian(header[12..], (short)nameLength);
    }
}
