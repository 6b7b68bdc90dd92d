using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_MixedTypes_AreReadBackInOrderWithMetadata()
    {
        float[] values = [0f, -1.5f, 65504f, 6.1e-5f, 6e-8f, -0f];
        var writer = new CheckpointWriter();
        writer.Metadata.Add("läufer", "\"quoted\" 日本");
        writer.Add("half", [2, 3], values, ElementType.F16);
        writer.Add("single", [6], values);
        writer.Add("upper", [1, 6], values, ElementType.BF16);
        writer.Add("double", [3, 2], values, ElementType.F64);
        writer.Add("scalar", [], [3f]);
        writer.Add("none", [0, 4], []);

        writer.Save(FilePath);

        using var checkpoint = Checkpoint.Open(FilePath);
        Assert.Equal(
            ["half F16 2x3", "single F32 6", "upper BF16 1x6", "double F64 3x2", "scalar F32 scalar", "none F32 0x4"],
            checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal("\"quoted\" 日本", Assert.Single(checkpoint.Metadata).Value);
        Assert.Equal(values.Select(value => (float)(Half)value), checkpoint.Read("half"));
        Assert.Equal(values, checkpoint.Read("single"));
        Assert.Equal(values, checkpoint.Read("double"));
        Assert.Equal([3f], checkpoint.Read("scalar"));
        Assert.Empty(checkpoint.Read("none"));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Save_BFloat16_RoundsToNearestEven()
    {
        float[] values = [1f, 1.00390625f, 1.01171875f, 1.00390637f, -3.3e38f, float.Epsilon];
        var writer = new CheckpointWriter();
        writer.Add("a", [6], values, ElementType.BF16);

        writer.Save(FilePath);

        using var checkpoint = Checkpoint.Open(FilePath);
        float[] expected = [1f, 1f, 1.015625f, 1.0078125f, BitConverter.UInt32BitsToSingle(0xFF78_0000), 0f];
        Assert.Equal(expected, checkpoint.Read("a"));
    }

    [Fact]
    public void Save_Data_AreAlignedToTheirElements()
    {
        var writer = new CheckpointWriter();
        writer.Add("half", [3], new float[3], ElementType.F16);
        writer.Add("single", [1], new float[1]);
        writer.Add("double", [1], new float[1], ElementType.F64);

        writer.Save(FilePath);

        using var checkpoint = Checkpoint.Open(FilePath);
        Assert.Equal([12, 8, 0], checkpoint.Tensors.Select(tensor => tensor.Begin));
        Assert.Equal(0, (new FileInfo(FilePath).Length - checkpoint.Tensors.Sum(tensor => tensor.ByteCount)) % 8);
    }

    [Theory]
    [InlineData(65520f, ElementType.F16)]
    [InlineData(3.4e38f, ElementType.BF16)]
    [InlineData(float.NaN, ElementType.F32)]
    [InlineData(float.NegativeInfinity, ElementType.F64)]
    public void Save_ValueThatTheTypeCannotHold_LeavesNoFile(float value, ElementType type)
    {
        var writer = new CheckpointWriter();
        writer.Add("first", [1], [1f]);
        writer.Add("bad", [2], [0f, value], type);

        var error = Assert.Throws<InvalidOperationException>(() => writer.Save(FilePath));

        Assert.Contains("bad", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Save_WhenItFails_LeavesTheOldFileAlone()
    {
        File.WriteAllText(FilePath, "old");
        var writer = new CheckpointWriter();
        writer.Add("a", [3], new float[2]);

        Assert.Throws<InvalidOperationException>(() => writer.Save(FilePath));

        Assert.Equal("old", File.ReadAllText(FilePath));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Add_NameTwiceReservedNameNegativeSideOrIntegerType_IsAnArgumentError()
    {
        var writer = new CheckpointWriter();
        writer.Add("a", [1], [1f]);

        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add("b", [-1], [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("c", [1], [1f], ElementType.I32));
    }
}
