using System.Text;

namespace DiffPir.Network.Tests;

public class ForeignFormatTests
{
    public static TheoryData<string, byte[], string, string> Foreign => new()
    {
        { "torch zip", [.. "PK\x03\x04"u8, .. new byte[100]], "zip archive", "torch.load('model.pt'" },
        { "torch legacy", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E], "pickle", "PyTorch files (.pt, .pth, .ckpt) are not supported yet" },
        { "short pickle", [0x80, 0x04, 0x2E], "pickle", "save_file" },
        { "git lfs", Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 11823552\n"), "Git LFS pointer", "git lfs pull" },
        { "gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1], "gzip", "Decompress" },
        { "gguf", [.. "GGUF"u8, 3, 0, 0, 0, 1, 0, 0, 0], "GGUF", "Export" },
        { "hdf5", [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0], "HDF5", "Export" },
        { "web page", Encoding.ASCII.GetBytes("\n <!DOCTYPE html><html><title>Sign in</title></html>"), "web page", "Download" },
        { "json", Encoding.ASCII.GetBytes("{\"architecture\": \"unet\"}"), "JSON", ".safetensors" },
        { "text", Encoding.ASCII.GetBytes("Dear reader, this is no model."), "not a safetensors file", "Pass a model in safetensors format" },
        { "short header", [1, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "does not start with '{'", "Pass a model in safetensors format" },
        { "list header", RawFile.Safetensors("[]  ", 0), "does not start with '{'", "Pass a model in safetensors format" },
        { "space first", RawFile.Safetensors(" {}", 0), "does not start with '{'", "Pass a model in safetensors format" },
        { "nothing", [], "the file is empty", "incomplete" },
        { "few bytes", [1, 2, 3], "ends after 3 bytes", "incomplete" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Open_FileOfAnotherFormat_IsNamedAndTheRemedyGiven(string what, byte[] bytes, string problem, string remedy)
    {
        Assert.NotEmpty(what);
        CheckpointException error = RawFile.Refused(bytes);

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

        using Checkpoint checkpoint = Checkpoint.Open(folder.File("x"));

        Assert.Single(checkpoint.Tensors);
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Checkpoint.Open("/nowhere/model.safetensors"));

        Assert.Equal(CheckpointFault.Unreadable, error.Fault);
        Assert.Equal("/nowhere/model.safetensors: there is no such file. Check the path.", error.Message);
    }

    [Fact]
    public void Open_Folder_SaysSo()
    {
        using var folder = new DiffPir.Testing.TemporaryFolder();

        CheckpointException error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path));

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
