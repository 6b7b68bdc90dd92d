using System.Buffers.Binary;
using System.Text;
using DiffPir.Testing;

namespace DiffPir.Network.Tests;

/// <summary>Files put together byte by byte, right or wrong.</summary>
internal static class RawFile
{
    /// <summary>A header with its true length, then zeros.</summary>
    public static byte[] Safetensors(string header, int dataLength) => Safetensors(header, new byte[dataLength]);

    /// <summary>A header with its true length, then data.</summary>
    public static byte[] Safetensors(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    /// <summary>Writes the bytes, opens them as a checkpoint and returns the error that must result.</summary>
    public static CheckpointException Refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
        Assert.Equal(path, error.FilePath);
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }
}
