using System.Runtime.InteropServices;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class CheckpointReadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfAFileThatBecameShorter_IsAnErrorAndNotTheEndOfTheProcess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a mapped file cannot be cut on Windows");
        string path = _folder.File("model.safetensors");
        SyntheticWeights.Write(path, [("a", [1024, 1024])]);
        using var checkpoint = Checkpoint.Open(path);
        using (var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(4096);
        }

        var error = Assert.Throws<CheckpointException>(() => checkpoint.Read("a"));

        Assert.Equal(CheckpointFault.Unreadable, error.Fault);
        Assert.Contains("has become shorter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryFiniteHalf_IsExactInVectorsAndTail()
    {
        ushort[] bits = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i).Where(i => (i & 0x7C00) != 0x7C00), 0x3C00];
        using var checkpoint = OpenSingle("F16", bits.Length, MemoryMarshal.AsBytes<ushort>(bits).ToArray());

        float[] values = checkpoint.Read("a");

        for (int i = 0; i < bits.Length; i++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits((float)BitConverter.UInt16BitsToHalf(bits[i])), BitConverter.SingleToInt32Bits(values[i]));
        }
    }

    [Fact]
    public void Read_EveryFiniteBFloat16_IsExactInVectorsAndTail()
    {
        ushort[] bits = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i).Where(i => (i & 0x7F80) != 0x7F80), 0x3F80];
        using var checkpoint = OpenSingle("BF16", bits.Length, MemoryMarshal.AsBytes<ushort>(bits).ToArray());

        float[] values = checkpoint.Read("a");

        for (int i = 0; i < bits.Length; i++)
        {
            Assert.Equal(bits[i] << 16, BitConverter.SingleToInt32Bits(values[i]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(37)]
    public void Read_SinglesAndDoublesAtAnyAlignment_AreExact(int count)
    {
        float[] singles = [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i) * MathF.Pow(10, i - 20))];
        double[] doubles = [.. singles.Select(value => value * (1 + 1e-12))];
        string header = $$$"""{"pad":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"s":{"dtype":"F32","shape":[{{{count}}}],"data_offsets":[1,{{{1 + (4 * count)}}}]},"d":{"dtype":"F64","shape":[{{{count}}}],"data_offsets":[{{{1 + (4 * count)}}},{{{1 + (12 * count)}}}]}}""";
        using var checkpoint = Open(
            RawFile.Safetensors(header, [1, .. MemoryMarshal.AsBytes<float>(singles), .. MemoryMarshal.AsBytes<double>(doubles)]));

        Assert.Equal(singles, checkpoint.Read("s", [count]));
        Assert.Equal(doubles.Select(value => (float)value), checkpoint.Read("d"));
    }

    public static TheoryData<string, byte[], int, int> NotFinite()
    {
        (string Type, byte[] Bytes)[] values =
        [
            ("F32", BitConverter.GetBytes(float.NaN)), ("F32", BitConverter.GetBytes(float.NegativeInfinity)),
            ("F16", BitConverter.GetBytes(Half.NaN)), ("F16", BitConverter.GetBytes(Half.PositiveInfinity)),
            ("BF16", [0xC0, 0x7F]), ("BF16", [0x80, 0xFF]),
            ("F64", BitConverter.GetBytes(double.NaN)), ("F64", BitConverter.GetBytes(1e39)),
        ];
        var cases = new TheoryData<string, byte[], int, int>();
        foreach ((string type, byte[] bytes) in values)
        {
            cases.Add(type, bytes, 3, 67);
            cases.Add(type, bytes, 66, 67);
            cases.Add(type, bytes, 0, 1);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void Read_ValueThatIsNotFinite_IsRefusedByNameAndPlace(string type, byte[] value, int index, int count)
    {
        byte[] data = new byte[count * value.Length];
        value.CopyTo(data, index * value.Length);
        using var checkpoint = OpenSingle(type, count, data);

        var error = Assert.Throws<CheckpointException>(() => checkpoint.Read("a"));

        Assert.Equal(CheckpointFault.WrongModel, error.Fault);
        Assert.Equal("a", error.TensorName);
        Assert.Contains($"tensor 'a': element {index} of {count} is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TypeThatHoldsNoWeights_IsListedButRefused()
    {
        using var checkpoint = OpenSingle("I64", 2, new byte[16]);

        Assert.Equal(ElementType.I64, checkpoint.Find("a").Type);
        var error = Assert.Throws<CheckpointException>(() => checkpoint.Read("a"));
        Assert.Contains("tensor 'a': expected weights of type F16, BF16, F32 or F64, found I64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnotherShapeOrNoSuchTensor_SaysWhatWasExpectedAndFound()
    {
        using var checkpoint = OpenSingle("F32", 6, new byte[24]);

        Assert.Contains("expected shape 2x3, found 6", Assert.Throws<CheckpointException>(() => checkpoint.Read("a", [2, 3])).Message,
            StringComparison.Ordinal);
        var error = Assert.Throws<CheckpointException>(() => checkpoint.Read("b", [6]));
        Assert.Contains("tensor 'b': it is not in the file", error.Message, StringComparison.Ordinal);
        Assert.Equal(CheckpointFault.WrongModel, error.Fault);
    }

    [Fact]
    public void Read_DestinationOfAnotherLengthOrForeignTensor_IsAnArgumentError()
    {
        using var checkpoint = OpenSingle("F32", 6, new byte[24]);
        using var other = OpenSingle("F32", 6, new byte[24]);

        Assert.Throws<ArgumentException>(() => checkpoint.Read(checkpoint.Find("a"), new float[5]));
        Assert.Throws<ArgumentException>(() => checkpoint.Read(other.Find("a"), new float[6]));
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    [InlineData(6, 0)]
    public void Read_Part_IsThatOfTheWhole(int first, int count)
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        using var checkpoint = OpenSingle("F32", 6, MemoryMarshal.AsBytes<float>(values).ToArray());
        float[] part = new float[count];

        checkpoint.Read(checkpoint.Find("a"), first, part);

        Assert.Equal(values[first..(first + count)], part);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(5, 2)]
    [InlineData(0, 7)]
    public void Read_PartBeyondTheTensor_IsAnArgumentError(int first, int count)
    {
        using var checkpoint = OpenSingle("F32", 6, new byte[24]);

        Assert.ThrowsAny<ArgumentException>(() => checkpoint.Read(checkpoint.Find("a"), first, new float[count]));
    }

    [Fact]
    public void Read_Twice_IsTheSame()
    {
        // Long enough for its pages to be taken out of the process after the first time.
        const int count = 100_000;
        float[] values = [.. Enumerable.Range(0, count).Select(i => i / 7f)];
        using var checkpoint = OpenSingle("F32", count, MemoryMarshal.AsBytes<float>(values).ToArray());

        Assert.Equal(values, checkpoint.Read("a"));
        Assert.Equal(values, checkpoint.Read("a"));
    }

    [Fact]
    public void Read_AfterDispose_IsRefused()
    {
        var checkpoint = OpenSingle("F32", 6, new byte[24]);
        checkpoint.Dispose();

        Assert.Throws<ObjectDisposedException>(() => checkpoint.Read("a"));
    }

    [Fact]
    public void Share_OutlivesItsOrigin()
    {
        var checkpoint = OpenSingle("F32", 1, BitConverter.GetBytes(7f));
        using var shared = checkpoint.Share();
        checkpoint.Dispose();
        checkpoint.Dispose();

        Assert.Equal([7f], shared.Read("a"));
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Read("a"));
        Assert.Throws<ObjectDisposedException>(checkpoint.Share);
    }

    [Fact]
    public void CheckValues_OneBadAmongGood_IsNamed()
    {
        const string header = """{"good":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"integers":{"dtype":"I32","shape":[1],"data_offsets":[12,16]},"bad":{"dtype":"F16","shape":[2],"data_offsets":[16,20]}}""";
        byte[] data = new byte[20];
        using var sound = Open(RawFile.Safetensors(header, data));
        data[19] = 0x7C;
        using var damaged = Open(RawFile.Safetensors(header, data));

        sound.CheckValues();
        Assert.Equal("bad", Assert.Throws<CheckpointException>(damaged.CheckValues).TensorName);
    }

    [Fact]
    public void Summarise_MixedTypes_CountsEach()
    {
        const string header = """{"a":{"dtype":"F16","shape":[2000,3],"data_offsets":[0,12000]},"b":{"dtype":"F32","shape":[3],"data_offsets":[12000,12012]},"c":{"dtype":"F16","shape":[],"data_offsets":[12012,12014]}}""";
        using var checkpoint = Open(RawFile.Safetensors(header, 12014));

        var summary = checkpoint.Summarise();

        Assert.Equal([(ElementType.F16, 2, 6001), (ElementType.F32, 1, 3)], summary.Types);
        Assert.Equal(12014, summary.DataBytes);
        Assert.Equal("6,004 parameters in 3 tensors, 0.0 MB (F16: 2 tensors, F32: 1 tensor)", summary.ToString());
    }

    private Checkpoint OpenSingle(string type, int count, byte[] data) => Open(
        RawFile.Safetensors($$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data));

    private Checkpoint Open(byte[] bytes)
    {
        string path = _folder.File(Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, bytes);
        return Checkpoint.Open(path);
    }
}
