using System.Buffers.Binary;
using System.Text.Json;

namespace DiffPir.Sampler.Tests.Sampling;

/// <summary>Reads byte tensors of fixtures; the checkpoint reader takes weights only.</summary>
internal static class FixtureBytes
{
    /// <summary>The bytes of a U8 tensor of a safetensors file: header length, JSON header, data.</summary>
    public static byte[] Read(string path, string name)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var json = JsonDocument.Parse(file.AsMemory(8, header));
        var tensor = json.RootElement.GetProperty(name);
        Assert.Equal("U8", tensor.GetProperty("dtype").GetString());
        var offsets = tensor.GetProperty("data_offsets");
        return file[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())];
    }
}
