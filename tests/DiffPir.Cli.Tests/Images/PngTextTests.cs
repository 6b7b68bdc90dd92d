using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using DiffPir.Cli.Images;
using DiffPir.Testing;

namespace DiffPir.Cli.Tests.Images;

public sealed class PngTextTests : IDisposable
{
    private const int HeaderEnd = 8 + 25; // the signature and the chunk IHDR

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Comments_are_left_out_and_all_else_stays()
    {
        byte[] picture = File.ReadAllBytes(Pictures.Gradient(3, 8, 8).SaveTo(_folder.File("a.png")));
        byte[] description = Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. "<x/>"u8]);
        byte[][] comments =
        [
            Chunk("tEXt", [.. "Comment\0"u8, .. new byte[1000]]), Chunk("zTXt", [.. "Comment\0\0"u8, .. Zeros(50_000_000)]),
            Chunk("iTXt", [.. "Comment\0\u0001\0\0\0"u8, .. Zeros(50_000_000)]),
        ];

        byte[] commented = Insert(picture, [description, .. comments]);

        Assert.Equal(Insert(picture, description), PngText.Drop(commented));
        File.WriteAllBytes(_folder.File("b.png"), commented);
        Assert.Equal(Pictures.Pixels(_folder.File("a.png")).Data, Pictures.Pixels(_folder.File("b.png")).Data);
    }

    [Fact]
    public void Files_without_comments_damaged_ones_and_others_are_left_alone()
    {
        byte[] picture = File.ReadAllBytes(Pictures.Gradient(3, 8, 8).SaveTo(_folder.File("a.png")));
        foreach (byte[] file in (byte[][])[picture, picture[..^20], picture[..10], [], [1, 2, 3], [.. picture, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[20]]])
        {
            Assert.Same(file, PngText.Drop(file));
        }
    }

    private static byte[] Insert(byte[] picture, params byte[][] chunks) =>
        [.. picture.AsSpan(..HeaderEnd), .. chunks.SelectMany(static chunk => chunk), .. picture.AsSpan(HeaderEnd..)];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. type.Select(static c => (byte)c), .. data];
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc32.HashToUInt32(body));
        return chunk;
    }

    private static byte[] Zeros(int count)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            stream.Write(new byte[count]);
        }

        return packed.ToArray();
    }
}
