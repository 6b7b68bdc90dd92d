using System.IO.Hashing;
using System.Text;

namespace DiffPir.Fuzz;

/// <summary>A sound archive around any pickle, so that mutations of it get past the checksum.</summary>
internal static class StoredArchive
{
    /// <summary>An archive with the pickle and storages 0 to 9 of 16 to 432 bytes, as the seeds have.</summary>
    public static byte[] Around(byte[] pickle)
    {
        var entries = new List<(string Name, byte[] Data)> { ("m/data.pkl", pickle) };
        int[] sizes = [16, 12, 24, 96, 432, 8, 4, 48, 6, 54];
        entries.AddRange(sizes.Select((size, i) => ($"m/data/{i}", new byte[size])));
        using var body = new MemoryStream();
        using var directory = new MemoryStream();
        foreach ((string name, byte[] data) in entries)
        {
            byte[] text = Encoding.ASCII.GetBytes(name);
            uint crc = Crc32.HashToUInt32(data);
            directory.Write("PK\x01\x02"u8);
            Write(directory, [20, 20, 0, 0, 0, 0], [crc, (uint)data.Length, (uint)data.Length], [(ushort)text.Length, 0, 0, 0, 0, 0, 0], [(uint)body.Position]);
            directory.Write(text);
            body.Write("PK\x03\x04"u8);
            Write(body, [20, 0, 0, 0, 0], [crc, (uint)data.Length, (uint)data.Length], [(ushort)text.Length, 0], []);
            body.Write(text);
            body.Write(data);
        }

        uint start = (uint)body.Position;
        body.Write(directory.ToArray());
        body.Write("PK\x05\x06"u8);
        Write(body, [0, 0, (ushort)entries.Count, (ushort)entries.Count], [(uint)directory.Length, start], [0], []);
        return body.ToArray();
    }

    private static void Write(Stream stream, ushort[] first, uint[] second, ushort[] third, uint[] fourth)
    {
        stream.Write([.. first.SelectMany(BitConverter.GetBytes), .. second.SelectMany(BitConverter.GetBytes)]);
        stream.Write([.. third.SelectMany(BitConverter.GetBytes), .. fourth.SelectMany(BitConverter.GetBytes)]);
    }
}
