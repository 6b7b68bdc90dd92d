using System.Numerics;
using static DiffPir.Network.Tests.PickleBytes;

namespace DiffPir.Network.Tests;

public class PickleReaderTests
{
    private const string TooMany = "more than 2000000 values";

    /// <summary>Pickles that are small for what they ask for.</summary>
    public static TheoryData<string, byte[]> Floods => new()
    {
        { "nothing", Flood("N"u8) },
        { "lists", Flood("]"u8) },
        { "groups", Flood("("u8) },
        { "tuples of one", [.. Start, (byte)')', .. Enumerable.Repeat((byte)0x85, PickleBudget.Values)] },
        { "remembered", [.. Start, (byte)'N', .. Enumerable.Repeat((byte)0x94, PickleBudget.Values)] },
        { "long texts", [.. Start, .. Repeat([(byte)'X', .. BitConverter.GetBytes(32_000), .. new byte[32_000]], 2000)] },
        { "long bytes", [.. Start, .. Repeat([(byte)'B', .. BitConverter.GetBytes(32_000), .. new byte[32_000]], 2000)] },
        {
            "one list of pairs made into dictionaries again and again",
            [
                .. Start, .. Global("collections", "OrderedDict"), (byte)'q', 0, (byte)'N', (byte)'N', 0x86, (byte)'q', 1,
                .. List(Repeat([(byte)'h', 1], 50_000)), 0x85, (byte)'q', 2, .. Repeat([(byte)'h', 0, (byte)'h', 2, (byte)'R'], 25),
            ]
        },
        {
            "tensors of many sides",
            [
                .. Start, .. Global("torch._utils", "_rebuild_tensor_v2"), (byte)'q', 0,
                .. Tuple(
                    Tuple(Unicode("storage"), Global("torch", "FloatStorage"), Unicode("0"), Unicode("cpu"), Number(4)), [(byte)'Q'], Number(0),
                    Tuple(Repeat(Number(1), 64)), Tuple(Repeat(Number(2), 64)), [0x89], Global("collections", "OrderedDict"), [(byte)')', (byte)'R']),
                (byte)'q', 1, .. Repeat([(byte)'h', 0, (byte)'h', 1, (byte)'R'], 16_000),
            ]
        },
    };

    private static byte[] Start => [0x80, 2];

    [Theory]
    [MemberData(nameof(Floods), DisableDiscoveryEnumeration = true)] // enumerated, each pickle becomes part of the name of a test
    public void Read_FloodOfValues_IsStoppedAtTheLimit(string kind, byte[] pickle)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<CheckpointException>(() => Read(pickle)).Message;

        Assert.Contains(TooMany, message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200 << 20, kind);
    }

    [Fact]
    public void Read_PicklesOfOneFile_DrawOnOneBudget()
    {
        byte[] half = [.. Start, (byte)'(', .. Enumerable.Repeat((byte)'N', PickleBudget.Values / 2), (byte)'t', (byte)'.'];
        var budget = new PickleBudget();
        object? read()
        {
            int position = 0;
            return PickleReader.Read(half, ref position, new PickleSource("file", "pickle", budget), new TorchFactory());
        }

        Assert.Equal(PickleBudget.Values / 2, ((object?[])read()!).Length);
        Assert.Contains(TooMany, Assert.Throws<CheckpointException>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongNameOfAStorage_IsRefusedBeforeItIsCompared()
    {
        byte[] storage = [.. Tuple(Unicode("storage"), Global("torch", "FloatStorage"), Unicode(new string('0', 1001)), Unicode("cpu"), Number(4)), (byte)'Q'];

        Assert.Contains("a storage's name has 1001 characters", Assert.Throws<CheckpointException>(() => Read(Pickle(storage))).Message,
            StringComparison.Ordinal);
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
    public void Read_OptionsOfATrainingProgram_AreSkippedWithAllTheyHold()
    {
        byte[] options = [.. Global("argparse", "Namespace"), (byte)')', 0x81, .. Dictionary(Unicode("lr"), Number(3)), (byte)'b'];
        byte[] listed = [.. Global("easydict", "EasyDict"), (byte)')', (byte)'R', (byte)'(', .. Unicode("a"), .. Number(1), (byte)'u'];
        byte[] numbers = [.. Global("builtins", "set"), .. Tuple(List(Number(1))), (byte)'R', 0x8F, (byte)'(', .. Number(1), 0x90, (byte)'(', 0x91];

        object?[] tuple = (object?[])Read(Pickle(Tuple(options, listed, numbers)))!;

        Assert.Equal(
            [new PickleObject("argparse.Namespace"), new PickleObject("easydict.EasyDict"), new PickleObject("builtins.set"), new PickleObject("set"),
                new PickleObject("frozenset")],
            tuple);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("os.path", "join")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "getattr")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch._utils", "_rebuild_sparse_tensor")]
    [InlineData("torch", "QInt8Storage")]
    public void Read_NameOfWhatRunsCodeOrOfAnUnknownTensor_IsRefused(string module, string name)
    {
        string message = Assert.Throws<CheckpointException>(() => Read(Pickle(Tuple(Global(module, name), Number(1))))).Message;

        Assert.Contains($"it asks for '{module}.{name}', which is not data", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RememberedValues_AreTheSameObject()
    {
        byte[] pickle = Pickle([(byte)']', (byte)'r', 1, 2, 3, 4, 0x94, (byte)'j', 1, 2, 3, 4, (byte)'h', 1, 0x87]);

        object?[] tuple = (object?[])Read(pickle)!;

        Assert.Same(tuple[0], tuple[1]);
        Assert.Same(tuple[0], tuple[2]);
    }

    [Fact]
    public void Read_ConsecutivePickles_LeaveThePositionBehindEach()
    {
        byte[] data = [.. Pickle(Number(1)), .. Pickle(Unicode("b"))];
        int position = 0;

        Assert.Equal(1L, PickleReader.Read(data, ref position, new PickleSource("file", "first", new PickleBudget()), new TorchFactory()));
        Assert.Equal("b", PickleReader.Read(data, ref position, new PickleSource("file", "second", new PickleBudget()), new TorchFactory()));
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

    private static byte[] Flood(ReadOnlySpan<byte> opcode) => [.. Start, .. Enumerable.Repeat(opcode[0], PickleBudget.Values + 1)];

    private static byte[] Repeat(byte[] part, int count) => [.. Enumerable.Repeat(part, count).SelectMany(bytes => bytes)];

    private static object? Read(byte[] pickle)
    {
        int position = 0;
        return PickleReader.Read(pickle, ref position, new PickleSource("file", "pickle", new PickleBudget()), new TorchFactory());
    }
}
