using System.Text;

namespace DiffPir.Network.Tests;

public class ForeignFormatTests
{
    public static TheoryData<string, byte[], string, string> Foreign => new()
    {
        { "plain pickle", [0x80, 0x04, (byte)'N', (byte)'.'], "is a Python pickle, but not a model that PyTorch saved", "torch.save" },
        { "git lfs", Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 11823552\n"), "Git LFS pointer", "git lfs pull" },
        { "gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1], "gzip", "Decompress" },
        { "gguf", [.. "GGUF"u8, 3, 0, 0, 0, 1, 0, 0, 0], "GGUF", "Export" },
        { "hdf5", [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0], "HDF5", "Export" },
        { "web page", Encoding.ASCII.GetBytes("\n <!DOCTYPE html><html><title>Sign in</title></html>"), "web page", "Download" },
        { "json", Encoding.ASCII.GetBytes("{\"architecture\": \"unet\"}"), "JSON", ".safetensors.index.json" },
        { "text", Encoding.ASCII.GetBytes("Dear reader, this is no model."), "neither a safetensors file nor one of PyTorch",
            "Pass a model as safetensors or as saved by PyTorch" },
        { "short header", [1, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "does not start with '{'", "Pass a model as safetensors" },
        { "list header", RawFile.Safetensors("[]  ", 0), "does not start with '{'", "Pass a model as safetensors" },
        { "space first", RawFile.Safetensors(" {}", 0), "does not start with '{'", "Pass a model as safetensors" },
        { "nothing", [], "the file is empty", "incomplete" },
        { "few bytes", [1, 2, 3], "ends after 3 bytes", "incomplete" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Open_FileOfAnotherFormat_IsNamedAndTheRemedyGiven(string what, byte[] bytes, string problem, string remedy)
    {
        Assert.NotEmpty(what);
        var error = RawFile.Refused(bytes);

        Assert.Equal(CheckpointFault.Malformed, error.Fault);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HeaderWhoseLengthLooksLikeAPickle_IsStillSafetensors()
    {
        // 640 = 0x0280 is stored as 80 02, the first two bytes of a pickle of protocol 2.
        string header = """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""".PadRight(640);
        using var folder = new DiffPir.Testing.TemporaryFolder();
        File.WriteAllBytes(folder.File("x"), RawFile.Safetensors(header, 1));

        using var checkpoint = Checkpoint.Open(folder.File("x"));

        Assert.Single(checkpoint.Tensors);
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open("/nowhere/model.safetensors"));

        Assert.Equal(CheckpointFault.Unreadable, error.Fault);
        Assert.Equal("/nowhere/model.safetensors: there is no such file. Check the path.", error.Message);
    }

    [Fact]
    public void Open_Folder_SaysSo()
    {
        using var folder = new DiffPir.Testing.TemporaryFolder();

        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path));

        Assert.Equal(CheckpointFault.Unreadable, error.Fault);
        Assert.Contains("is a folder, not a file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DeviceFile_IsRefused()
    {
        if (!File.Exists("/dev/zero"))
        {
            Assert.Skip("this system has no /dev/zero");
        }

        Assert.Throws<CheckpointException>(() => Checkpoint.Open("/dev/zero"));
    }
}
