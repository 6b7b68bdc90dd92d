using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>Files that PyTorch wrote, see tests/fixtures/pickles/make.py.</summary>
public class TorchFixtureTests
{
    [Theory]
    [InlineData("plain.pt", "PyTorch archive")]
    [InlineData("plain-legacy.pt", "PyTorch file (before version 1.6)")]
    [InlineData("protocol5.pt", "PyTorch archive")]
    public void Open_StateDictOfAModule_ListsItsTensorsInOrder(string file, string format)
    {
        using var checkpoint = Open(file);

        Assert.Equal(format, checkpoint.Format);
        Assert.Empty(checkpoint.Metadata);
        Assert.Equal(
            [
                "0.weight F32 3x2x3x3", "0.bias F32 3", "1.weight F32 3", "1.bias F32 3", "1.running_mean F32 3", "1.running_var F32 3",
                "1.num_batches_tracked I64 scalar", "2.weight F32 2x3",
            ],
            checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(Ramp(54), checkpoint.Read("0.weight"));
        Assert.Equal([4f, 4.25f, 4.5f], checkpoint.Read("1.running_mean", [3]));
        Assert.Equal([7f, 7.25f, 7.5f, 7.75f, 8f, 8.25f], checkpoint.Read("2.weight"));
        checkpoint.CheckValues();
    }

    [Theory]
    [InlineData("types.pt")]
    [InlineData("types-legacy.pt")]
    public void Open_EveryStorageType_IsListedAndWeightsAreRead(string file)
    {
        using var checkpoint = Open(file);

        Assert.Equal(
            ["f64 F64 2x3", "f32 F32 2x3", "f16 F16 2x3", "bf16 BF16 2x3", "i64 I64 2x3", "i32 I32 2x3", "i16 I16 2x3", "i8 I8 2x3", "u8 U8 2x3",
                "bool BOOL 2x3"],
            checkpoint.Tensors.Select(tensor => tensor.ToString()));
        foreach (string name in (string[])["f64", "f32", "f16", "bf16"])
        {
            Assert.Equal([-0.5f, -0.25f, 0f, 0.25f, 0.5f, 0.75f], checkpoint.Read(name));
        }

        using var bytes = new MemoryStream();
        checkpoint.CopyBytes(checkpoint.Find("i16"), bytes);
        Assert.Equal<byte>([0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0, 3, 0], bytes.ToArray());
    }

    [Theory]
    [InlineData("views.pt")]
    [InlineData("views-legacy.pt")]
    public void Read_Views_FollowsOffsetsAndStrides(string file)
    {
        using var checkpoint = Open(file);
        float[] whole = Ramp(24);

        Assert.Equal(whole, checkpoint.Read("whole", [4, 6]));
        Assert.Equal(Pick(whole, 6, 4, (i, j) => (6 * j) + i), checkpoint.Read("transposed", [6, 4]));
        Assert.Equal(whole[12..18], checkpoint.Read("row", [6]));
        Assert.Equal([whole[3], whole[9], whole[15], whole[21]], checkpoint.Read("column", [4]));
        Assert.Equal(Pick(whole, 2, 3, (i, j) => (6 * (1 + i)) + 2 + j), checkpoint.Read("block", [2, 3]));
        Assert.Equal(Pick(whole, 2, 2, (i, j) => (12 * i) + (3 * j)), checkpoint.Read("every_other", [2, 2]));
        Assert.Equal(Pick(whole, 4, 6, (i, j) => (4 * j) + i), checkpoint.Read("permuted", [4, 2, 3]));
        Assert.Equal(Ramp(12), checkpoint.Read("channels_last", [1, 3, 2, 2]));
        Assert.Equal(Ramp(3), checkpoint.Read("unit_sides", [1, 3, 1]));
        Assert.Equal([7.5f], checkpoint.Read("scalar", []));
        Assert.Empty(checkpoint.Read("empty", [0, 3]));
        Assert.True(checkpoint.Find("row").IsContiguous);
        Assert.True(checkpoint.Find("unit_sides").IsContiguous);
        Assert.False(checkpoint.Find("channels_last").IsContiguous);
    }

    [Theory]
    [InlineData("nested.pt")]
    [InlineData("nested-legacy.pt")]
    public void Open_TrainingCheckpoint_TakesTheAveragedWeightsWithoutTheWrappersPrefix(string file)
    {
        using var checkpoint = Open(file);

        Assert.EndsWith(", entry 'ema'", checkpoint.Format, StringComparison.Ordinal);
        Assert.Equal(["a.weight F32 2x2", "a.bias F32 2"], checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(Ramp(4), checkpoint.Read("a.weight"));
        Assert.Equal([9f, 9.25f], checkpoint.Read("a.bias"));
    }

    [Fact]
    public void Share_OfAPyTorchFile_OutlivesItsOrigin()
    {
        var checkpoint = Open("plain.pt");
        using var shared = checkpoint.Share();
        checkpoint.Dispose();

        Assert.Equal(Ramp(54), shared.Read("0.weight"));
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Read("0.weight"));
    }

    [Fact]
    public void Open_WhatTheInstalledPyTorchWrites_IsReadLikeTheCommittedFiles()
    {
        using var folder = new TemporaryFolder();
        PythonScripts.Run("torch", "pickles/make.py", folder.Path);

        foreach (string file in (string[])["plain", "types", "views", "nested"])
        {
            foreach (string ending in (string[])[".pt", "-legacy.pt"])
            {
                using var committed = Open(file + ending);
                using var fresh = Checkpoint.Open(folder.File(file + ending));
                Assert.Equal(committed.Tensors.Select(tensor => tensor.ToString()), fresh.Tensors.Select(tensor => tensor.ToString()));
                foreach (var tensor in committed.Tensors.Where(tensor => tensor.Type.IsWeight()))
                {
                    Assert.Equal(committed.Read(tensor.Name), fresh.Read(tensor.Name));
                }
            }
        }
    }

    [Fact]
    public void Open_RandomTensorsAndViewsOfTheInstalledPyTorch_AreReadExactly()
    {
        const int count = 60;
        using var folder = new TemporaryFolder();
        PythonScripts.Run("torch", "pickles/random_states.py", folder.Path, $"{count}");

        for (int i = 0; i < count; i++)
        {
            using var checkpoint = Checkpoint.Open(folder.File($"model-{i}.pt"));
            string[] listing = File.ReadAllLines(folder.File($"model-{i}.txt"));
            Assert.Equal(listing, checkpoint.Tensors.Select(tensor => $"{tensor.Name}\t{tensor.Type.Name()}\t{string.Join('x', tensor.Shape.ToArray())}"));
            float[] values = [.. checkpoint.Tensors.SelectMany(tensor => checkpoint.Read(tensor.Name))];
            byte[] expected = File.ReadAllBytes(folder.File($"model-{i}.bin"));
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).SequenceEqual(expected), $"model-{i}.pt");
            checkpoint.CheckValues();
        }
    }

    private static Checkpoint Open(string file) => Checkpoint.Open(RepositoryPaths.Fixture(Path.Combine("pickles", file)));

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => i * 0.25f)];

    private static float[] Pick(float[] source, int rows, int columns, Func<int, int, int> index) =>
        [.. from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns) select source[index(i, j)]];
}
