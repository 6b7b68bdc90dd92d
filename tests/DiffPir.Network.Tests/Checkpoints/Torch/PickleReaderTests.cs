using System.Numerics;
using static DiffPir.Network.Tests.PickleBytes;

namespace DiffPir.Network.Tests;

public class PickleReaderTests
{
    public static TheoryData<string, byte[]> Floods => new()
    {
        { "more than 1000000 values", Flood("N") },
        { "more than 1000000 values", Flood("]") },
        { "more than 1000000 groups", Flood("(") },
        { "more than 1000000 values", [.. Pickle([(byte)')'])[..3], .. Enumerable.Repeat((byte)0x85, 1_000_001)] },
        { "more than 1000000 values are remembered", [.. Pickle([(byte)'N'])[..3], .. Enumerable.Repeat((byte)0x94, 1_000_001)] },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void Read_FloodOfValues_IsStoppedAtTheLimit(string reason, byte[] pickle)
    {
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Read(pickle)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryKindOfData_IsWhatPythonMeans()
    {
        Assert.Null(Read(Pickle([(byte)'N'])));
        Assert.Equal(true, Read(Pickle([0x88])));
        Assert.Equal(false, Read(Pickle([0x89])));
        Assert.Equal(200L, Read(Pickle(Number(200))));
        Assert.Equal(0xABCDL, Read(Pickle([(byte)'M', 0xCD, 0xAB])));
        Assert.Equal(-2L, Read(Pickle([(byte)'J', 0xFE, 0xFF, 0xFF, 0xFF])));
        Assert.Equal(0L, Read(Pickle([0x8A, 0])));
        Assert.Equal(-128L, Read(Pickle([0x8A, 1, 0x80])));
        Assert.Equal(new BigInteger(long.MaxValue) + 1, Read(Pickle([0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0])));
        Assert.Equal(-1.5, Read(Pickle([(byte)'G', 0xBF, 0xF8, 0, 0, 0, 0, 0, 0])));
        Assert.Equal("läuft", Read(Pickle(Unicode("läuft"))));
        Assert.Equal("short", Read(Pickle([0x8C, 5, .. "short"u8])));
        Assert.Equal("long", Read(Pickle([0x8D, 4, 0, 0, 0, 0, 0, 0, 0, .. "long"u8])));
        Assert.Equal("old", Read(Pickle([(byte)'T', 3, 0, 0, 0, .. "old"u8])));
        Assert.Equal(new byte[] { 7, 8 }, Read(Pickle([(byte)'C', 2, 7, 8])));
        Assert.Equal(new byte[] { 7 }, Read(Pickle([(byte)'B', 1, 0, 0, 0, 7])));
        Assert.Equal(new byte[] { 9 }, Read(Pickle([0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 9])));
        Assert.Equal(new object?[] { 1L, 2L, 3L }, Read(Pickle(Tuple(Number(1), Number(2), Number(3)))));
        Assert.Equal(new List<object?> { 1L, "a" }, Read(Pickle(List(Number(1), Unicode("a")))));
        Assert.Equal(new List<object?> { 5L }, Read(Pickle([(byte)']'], Number(5), [(byte)'a'])));
    }

    [Fact]
    public void Read_RememberedValues_AreTheSameObject()
    {
        byte[] pickle = Pickle([(byte)']', (byte)'r', 1, 2, 3, 4, 0x94, (byte)'j', 1, 2, 3, 4, (byte)'h', 1, 0x87]);

        var tuple = (object?[])Read(pickle)!;

        Assert.Same(tuple[0], tuple[1]);
        Assert.Same(tuple[0], tuple[2]);
    }

    [Fact]
    public void Read_ConsecutivePickles_LeaveThePositionBehindEach()
    {
        byte[] data = [.. Pickle(Number(1)), .. Pickle(Unicode("b"))];
        int position = 0;

        Assert.Equal(1L, PickleReader.Read(data, ref position, new PickleSource("file", "first"), new TorchFactory()));
        Assert.Equal("b", PickleReader.Read(data, ref position, new PickleSource("file", "second"), new TorchFactory()));
        Assert.Equal(data.Length, position);
    }

    [Fact]
    public void Read_EveryOpcode_IsListedOrRefused()
    {
        for (int opcode = 0; opcode < 256; opcode++)
        {
            if (Enum.IsDefined((PickleOpcode)opcode))
            {
                continue;
            }

            string message = Assert.Throws<CheckpointException>(() => Read(Pickle([(byte)')', (byte)')', (byte)opcode]))).Message;
            Assert.Contains($"byte 4: the opcode 0x{opcode:x2}, which files of tensors do not need", message, StringComparison.Ordinal);
        }
    }

    private static byte[] Flood(string opcode) => [0x80, 2, .. Enumerable.Repeat((byte)opcode[0], 1_000_001)];

    private static object? Read(byte[] pickle)
    {
        int position = 0;
        return PickleReader.Read(pickle, ref position, new PickleSource("file", "pickle"), new TorchFactory());
    }
}
