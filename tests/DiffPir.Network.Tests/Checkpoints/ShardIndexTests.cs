using System.Text.Json;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

public sealed class ShardIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Index_ReadsTensorsOfAllFilesAsOneCheckpoint()
    {
        Write("model-00001-of-00002.safetensors", ("a", [1f, 2f]), ("c", [3f]));
        Write("model-00002-of-00002.safetensors", ("b", [4f, 5f, 6f]));
        string path = WriteIndex(("a", "model-00001-of-00002.safetensors"), ("b", "model-00002-of-00002.safetensors"),
            ("c", "model-00001-of-00002.safetensors"));

        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal(path, checkpoint.FilePath);
        Assert.Equal("safetensors in 2 files", checkpoint.Format);
        Assert.Equal(["a F32 2", "c F32 1", "b F32 3"], checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([1f, 2f], checkpoint.Read("a"));
        Assert.Equal([4f, 5f, 6f], checkpoint.Read("b"));
        Assert.Equal([3f], checkpoint.Read("c"));
        Assert.Equal("model-00001-of-00002.safetensors", checkpoint.Metadata["written as"]); // the first file's remarks win
        Assert.Equal("6 parameters in 3 tensors, 0.0 MB (F32: 3 tensors)", checkpoint.Summarise().ToString());
    }

    [Fact]
    public void Open_DamagedFile_IsNamed()
    {
        File.WriteAllBytes(_folder.File("bad.safetensors"), [1, 2, 3]);
        string path = WriteIndex(("a", "bad.safetensors"));

        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));

        Assert.Equal(_folder.File("bad.safetensors"), error.FilePath);
    }

    [Fact]
    public void Share_OfSeveralFiles_OutlivesItsOrigin()
    {
        Write("one.safetensors", ("a", [1f]));
        Write("two.safetensors", ("b", [2f]));
        var checkpoint = Checkpoint.Open(WriteIndex(("a", "one.safetensors"), ("b", "two.safetensors")));
        using var shared = checkpoint.Share();
        checkpoint.Dispose();

        Assert.Equal([1f], shared.Read("a"));
        Assert.Equal([2f], shared.Read("b"));
    }

    private void Write(string file, params (string Name, float[] Values)[] tensors)
    {
        var writer = new CheckpointWriter();
        writer.Metadata.Add("written as", file);
        foreach ((string name, float[] values) in tensors)
        {
            writer.Add(name, [values.Length], values);
        }

        writer.Save(_folder.File(file));
    }

    private string WriteIndex(params (string Tensor, string File)[] map)
    {
        string path = _folder.File("model.safetensors.index.json");
        File.WriteAllText(path,
            JsonSerializer.Serialize(new { metadata = new { total_size = 24 }, weight_map = map.ToDictionary(entry => entry.Tensor, entry => entry.File) }));
        return path;
    }
}
