using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public class Zip64Tests
{
    [Fact]
    public void Open_EverySizeAndOffsetInZip64Records_IsReadLikeThePlainArchive()
    {
        string plain = RepositoryPaths.Fixture("pickles/plain.pt");
        using var folder = new TemporaryFolder();
        string path = folder.File("large.pt");
        File.WriteAllBytes(path, Rewrite(plain));

        using var expected = Checkpoint.Open(plain);
        using var found = Checkpoint.Open(path);

        Assert.Equal(expected.Tensors.Select(tensor => tensor.ToString()), found.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(expected.Read("0.weight"), found.Read("0.weight"));
        found.CheckValues();
    }

    /// <summary>The same entries in an archive that keeps every number in 64 bits, as one of more than 4 GiB must.</summary>
    private static byte[] Rewrite(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        List<byte> body = [], directory = [];
        foreach (var entry in archive.Entries)
        {
            using var data = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(data);
            }

            byte[] name = Encoding.ASCII.GetBytes(entry.FullName);
            uint crc = Crc32.HashToUInt32(data.ToArray());
            directory.AddRange([.. "PK\x01\x02"u8, .. Shorts(45, 45, 0, 0, 0, 0), .. Ints(crc, uint.MaxValue, uint.MaxValue)]);
            directory.AddRange([.. Shorts((ushort)name.Length, 32, 0, 0, 0, 0, 0), .. Ints(uint.MaxValue), .. name]);
            directory.AddRange([.. Shorts(0x7777, 0), .. Shorts(1, 24), .. Longs(data.Length, data.Length, body.Count)]);
            body.AddRange([.. "PK\x03\x04"u8, .. Shorts(45, 0, 0, 0, 0), .. Ints(crc, (uint)data.Length, (uint)data.Length),
                .. Shorts((ushort)name.Length, 0)]);
            body.AddRange([.. name, .. data.ToArray()]);
        }

        long start = body.Count, end = start + directory.Count;
        byte[] record = [.. "PK\x06\x06"u8, .. Longs(44), .. Shorts(45, 45), .. Ints(0, 0),
            .. Longs(archive.Entries.Count, archive.Entries.Count, end - start, start)];
        byte[] locator = [.. "PK\x06\x07"u8, .. Ints(0), .. Longs(end), .. Ints(1)];
        byte[] last = [.. "PK\x05\x06"u8, .. Shorts(0, 0, 0xFFFF, 0xFFFF), .. Ints(uint.MaxValue, uint.MaxValue), .. Shorts(7), .. "comment"u8];
        return [.. body, .. directory, .. record, .. locator, .. last];
    }

    private static byte[] Shorts(params ushort[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Ints(params uint[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Longs(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
